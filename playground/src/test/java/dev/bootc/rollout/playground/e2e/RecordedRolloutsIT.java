package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Records when each node of ten pools took its slot and gave it back, in three rollouts one after
 * the other: what {@code EstimatedEndTest} of the workflows reckons with.
 */
@EndToEnd
class RecordedRolloutsIT {
  private static final Path RECORDINGS = Path.of("target", "recorded-rollouts");
  private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  private static final List<Recorded> POOLS =
      List.of(
          new Recorded("alike", 3, List.of(new Part("n", 24, 5_000))),
          new Recorded("quick", 4, List.of(new Part("n", 40, 2_000))),
          new Recorded("one-by-one", 1, List.of(new Part("n", 9, 4_000))),
          new Recorded("wide", 15, List.of(new Part("n", 60, 20_000))),
          new Recorded("thirds", 10, List.of(new Part("n", 30, 15_000))),
          new Recorded("two-kinds", 3, List.of(new Part("a", 15, 2_000), new Part("b", 15, 6_000))),
          new Recorded("few", 2, List.of(new Part("a", 6, 2_000), new Part("b", 6, 8_000))),
          new Recorded(
              "three-kinds",
              4,
              List.of(
                  new Part("a", 10, 1_000), new Part("b", 10, 3_000), new Part("c", 10, 7_000))),
          new Recorded("slow-last", 3, List.of(new Part("a", 27, 2_000), new Part("b", 3, 15_000))),
          new Recorded(
              "control-plane", 4, List.of(new Part("cp", 3, 4_000), new Part("w", 24, 4_000))));

  private final World world;

  RecordedRolloutsIT(World world) {
    this.world = world;
  }

  private record Part(String name, int nodes, int rebootMillis) {}

  private record Recorded(String name, int maxUnavailable, List<Part> parts) {
    int nodes() {
      return parts.stream().mapToInt(Part::nodes).sum();
    }
  }

  @Test
  @Tag("thorough")
  void shouldSayOfEachNodeHowLongItTookWhenPoolsWereRolledAgainAndAgain() throws Exception {
    record(POOLS.subList(0, POOLS.size() / 2));
    record(POOLS.subList(POOLS.size() / 2, POOLS.size()));
  }

  private void record(List<Recorded> together) throws IOException {
    // Given
    Map<String, TestPool> pools = new HashMap<>();
    for (Recorded recorded : together) {
      recorded.parts().forEach(part -> start(recorded, part));
      pools.put(recorded.name(), world.pool(recorded.name(), recorded.maxUnavailable()));
    }
    for (Recorded recorded : together) {
      pool(pools, recorded).awaitUpToDate(Images.number(0), recorded.nodes());
      pool(pools, recorded).editMinReadySeconds(OptionalInt.of(1));
    }

    for (int image = 1; image <= 3; image++) {
      // When
      for (Recorded recorded : together) {
        pool(pools, recorded).editImage(Images.number(image));
      }

      // Then
      for (Recorded recorded : together) {
        TestPool pool = pool(pools, recorded);
        pool.awaitUpToDate(Images.number(image), recorded.nodes());
        write(recorded, image, awaitVerdicts(pool, Images.digest(image)));
      }
    }
  }

  /** Nodes that run the image may still be about to give their slots back. */
  private static List<BootcNode> awaitVerdicts(TestPool pool, String digest) {
    await()
        .untilAsserted(() ->
            assertThat(pool.bootcNodes())
                .allSatisfy(node -> assertThat(verdict(node).digest()).isEqualTo(digest)));
    return pool.bootcNodes();
  }

  private static Verdict verdict(BootcNode node) {
    return Verdict.fromAnnotation(TestPool.annotations(node).get(BootcApi.VERDICT)).orElseThrow();
  }

  private static TestPool pool(Map<String, TestPool> pools, Recorded recorded) {
    return Objects.requireNonNull(pools.get(recorded.name()));
  }

  private void start(Recorded recorded, Part part) {
    Map<String, String> labels = new HashMap<>(Map.of(TestPool.LABEL, recorded.name()));
    if (part.name().equals("cp")) {
      labels.put(CONTROL_PLANE, "");
    }
    LightFleet fleet =
        LightFleet.builder(world.plane().adminConfig(), Images.number(0))
            .nodes(recorded.name() + "-" + part.name() + "-", part.nodes())
            .labels(labels)
            .timing(FleetTiming.ofMillis(200, part.rebootMillis()))
            .start();
    world.closedAfterTheTest(() -> world.removeNodes(recorded.name()));
    world.closedAfterTheTest(fleet);
  }

  /** Milliseconds since the first slot was taken. */
  private static void write(Recorded recorded, int image, List<BootcNode> nodes)
      throws IOException {
    Map<String, Verdict> verdicts = new HashMap<>();
    for (BootcNode node : nodes) {
      Verdict verdict = verdict(node);
      assertThat(verdict.tookMillis()).as("%s", verdict).isPositive();
      assertThat(verdict.tookBeforeMillis() == null).isEqualTo(image == 1);
      verdicts.put(node.getMetadata().getName(), verdict);
    }
    Instant begin =
        verdicts.values().stream()
            .map(RecordedRolloutsIT::begun)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    List<String> lines = new ArrayList<>(List.of("maxUnavailable," + recorded.maxUnavailable()));
    verdicts.forEach((name, verdict) -> {
      long start = begun(verdict).toEpochMilli() - begin.toEpochMilli();
      Long before = verdict.tookBeforeMillis();
      lines.add(
          "%s,%d,%d,%s"
              .formatted(
                  name,
                  start,
                  start + Objects.requireNonNull(verdict.tookMillis()),
                  before == null ? "" : before));
    });
    lines.subList(1, lines.size()).sort(Comparator.naturalOrder());
    Files.createDirectories(RECORDINGS);
    Files.write(RECORDINGS.resolve("%s-%d.csv".formatted(recorded.name(), image)), lines);
  }

  private static Instant begun(Verdict verdict) {
    return verdict.time().orElseThrow().minusMillis(Objects.requireNonNull(verdict.tookMillis()));
  }
}
