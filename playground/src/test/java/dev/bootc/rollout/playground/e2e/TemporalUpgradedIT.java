package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Temporal of the chart in the minor version before and in the present one, on one volume, with
 * the files that the chart gives them there.
 */
@EndToEnd
@Tag("thorough")
class TemporalUpgradedIT {
  private static final int NODES = 4;
  private static final Pattern FILE = Pattern.compile("--db-filename=/data/(\\S+)");

  private final World world;
  @TempDir private Path volume;
  @TempDir private Path values;

  TemporalUpgradedIT(World world) {
    this.world = world;
  }

  @Test
  void shouldGoOnFromTheClusterAndLeaveTheOldFileAloneWhenUpgradedInMidRollout() throws Exception {
    // Given
    Path oldFile = fileOf(Server.PREVIOUS_TEMPORAL);
    Path newFile = fileOf(Server.TEMPORAL);
    Map<String, byte[]> left = new TreeMap<>();

    // When
    try (TemporalServer server = TemporalServer.of(Server.PREVIOUS_TEMPORAL, oldFile)) {
      roll(
          "upgraded",
          server,
          () -> {
            server.kill();
            left.putAll(volume());
            server.startAs(Server.TEMPORAL, newFile);
          });

      // Then
      assertThat(left).containsKey(oldFile.getFileName().toString());
      assertThat(volume()).containsAllEntriesOf(left).containsKey(newFile.getFileName().toString());
      world.cleanUp();
    }
  }

  @Test
  void shouldGoOnWhenRolledBackInMidRolloutToAFileWithARolloutOfBefore() throws Exception {
    // Given
    Path oldFile = fileOf(Server.PREVIOUS_TEMPORAL);
    try (TemporalServer server = TemporalServer.of(Server.PREVIOUS_TEMPORAL, oldFile)) {
      TestPool pool =
          roll(
              "back",
              server,
              () -> {
                server.kill();
                server.startAs(Server.TEMPORAL, fileOf(Server.TEMPORAL));
              });
      Recorder recorder = world.recorder();
      Trigger trigger =
          world.closedAfterTheTest(
              new Trigger(
                  world.client(),
                  "back",
                  KillPoint.AWAIT_THE_UPDATE::shows,
                  () -> {
                    server.kill();
                    server.startAs(Server.PREVIOUS_TEMPORAL, oldFile);
                  }));

      // When
      pool.editImage(Images.number(2));

      // Then
      assertThat(trigger.awaitDone(120)).as("a node went down").isTrue();
      pool.awaitUpToDate(Images.number(2), NODES);
      Findings findings = recorder.finish();
      assertThat(findings.violations()).as(findings.text()).isEmpty();
      await().untilAsserted(() -> assertThat(TemporalView.of(server).running()).isEmpty());
      world.cleanUp();
    }
  }

  /** Rolls once, with something that happens to Temporal when the first node is down. */
  private TestPool roll(String name, TemporalServer server, Runnable inTheMiddle)
      throws InterruptedException {
    world.operatorOn(Map.of("TEMPORAL_ADDRESS", server.address()));
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(300, 2_000));
    TestPool pool = world.pool(name, 2);
    pool.awaitUpToDate(Images.number(0), NODES);
    Recorder recorder = world.recorder();
    Trigger trigger =
        new Trigger(world.client(), name, KillPoint.AWAIT_THE_UPDATE::shows, inTheMiddle);
    try (trigger) {
      pool.editImage(Images.number(1));
      assertThat(trigger.awaitDone(120)).as("a node went down").isTrue();
    }
    pool.awaitUpToDate(Images.number(1), NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    return pool;
  }

  private Path fileOf(Server version) {
    try {
      Path file =
          Files.writeString(
              values.resolve("values.yaml"),
              "temporal: {embedded: {image: {tag: \"" + version.version() + "\"}}}");
      String rendered =
          Chart.ofThisCheckout().render("bootc-rollout", "default", Optional.of(file));
      return FILE.matcher(rendered)
          .results()
          .map((MatchResult found) -> volume.resolve(found.group(1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, byte[]> volume() {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> there = Files.list(volume)) {
      for (Path file : there.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
