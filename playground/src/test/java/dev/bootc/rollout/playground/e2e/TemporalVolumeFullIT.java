package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a volume of its own, which needs the right to mount one. */
@EndToEnd
class TemporalVolumeFullIT {
  private static final int NODES = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern PORT = Pattern.compile("metrics are served port=\"(\\d+)\"");

  private final World world;
  @TempDir private Path volume;

  TemporalVolumeFullIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        isDone("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", volume.toString()),
        "mounting a volume needs root");
  }

  @AfterEach
  void unmount() throws Exception {
    isDone("umount", "--lazy", volume.toString());
  }

  @Test
  @Tag("thorough")
  void shouldSaySoAndGoOnByItselfWhenTheVolumeIsFullInMidRolloutAndHasRoomAgain() throws Exception {
    try (TemporalServer server =
        TemporalServer.of(Server.TEMPORAL, volume.resolve("temporal.db"))) {
      // Given
      OperatorProgram operator = world.operatorOn(Map.of("TEMPORAL_ADDRESS", server.address()));
      LightFleet fleet = world.fleet("full", NODES, FleetTiming.ofMillis(300, 2_000));
      TestPool pool = world.pool("full", 1);
      pool.awaitUpToDate(Images.number(0), NODES);
      Recorder recorder = world.recorder();
      Trigger trigger =
          world.closedAfterTheTest(
              new Trigger(world.client(), "full", KillPoint.AWAIT_THE_UPDATE::shows, this::fill));

      // When
      pool.editImage(Images.number(1));

      // Then
      assertThat(trigger.awaitDone(120)).as("a node went down").isTrue();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(pool.temporalReachableMessage())
                  .contains("its volume or its database is full"));
      // Not ready it would hold up the very upgrade that makes room.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(readiness(operator))
                  .startsWith("200")
                  .contains("temporal: ready, but requests fail since", "database is full"));
      Files.delete(volume.resolve("filler"));
      pool.awaitUpToDate(Images.number(1), NODES);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(readiness(operator)).startsWith("200").doesNotContain("but"));
      Findings findings = recorder.finish();
      assertThat(findings.violations()).as(findings.text()).isEmpty();
      assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
      world.cleanUp();
    }
  }

  /** Status and text, as a probe or a person gets them. */
  private static String readiness(OperatorProgram operator) throws Exception {
    Matcher port = PORT.matcher(Files.readString(operator.log()));
    assertThat(port.find()).isTrue();
    URI address = URI.create("http://127.0.0.1:" + port.group(1) + "/readyz");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private void fill() {
    byte[] page = new byte[4096];
    try (OutputStream filler = Files.newOutputStream(volume.resolve("filler"))) {
      while (true) {
        filler.write(page);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static boolean isDone(String... command) throws InterruptedException {
    try {
      return CommandRun.of(new ProcessBuilder(command), Duration.ofSeconds(10)).succeeded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
