package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.playground.stranger.Stranger;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever reaches Temporal's port can ask, answer and work; no node goes down for that. */
@EndToEnd
class ForgedCallsIT {
  private static final Duration LOOKED_AT_FOR = Duration.ofSeconds(15);
  private static final int FORGERIES = 50;

  private final World world;

  ForgedCallsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTouchNoNodeOfAPausedPoolWhenStrangersStartAnswerAndCall() {
    // Given
    LightFleet fleet = world.fleet("forged", 5, FleetTiming.ofMillis(200, 500));
    TestPool pool = stagedAndPaused("forged", 5);
    Recorder recorder = world.recorder();

    // When
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      for (int i = 0; i < FORGERIES; i++) {
        stranger.startsNodeUpdate(
            victim(pool), fleet.nodes().get(i % 5), i < 5 ? "" : "-" + i, Images.number(1));
      }
      stranger.startsRollout(victim(pool), Images.number(1));
      stranger.callsSteps(victim(pool), fleet.nodes().getFirst(), Images.number(1));
      stranger.answersThePlan(victim(pool), fleet.nodes());
      stranger.saysWhatLetsNodesGo(
          victim(pool),
          fleet.nodes().getFirst(),
          ImageDigest.in(Images.number(1)).orElseThrow().text());
    }

    // Then
    await()
        .during(LOOKED_AT_FOR)
        .atMost(LOOKED_AT_FOR.plusSeconds(30))
        .untilAsserted(() -> {
          assertThat(pool.slotHolders()).isEmpty();
          assertThat(pool.nodes())
              .noneMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
        });
    assertThat(fleet.nodes()).allMatch(node -> fleet.reboots(node) == 0);
    assertClean(recorder);
  }

  @Test
  void shouldKeepToABudgetOfOneWhenStrangersStartEveryNodeAndAnswerForUs() {
    // Given
    LightFleet fleet = world.fleet("forged-one", 5, FleetTiming.ofMillis(200, 500));
    TestPool pool = stagedAndPaused("forged-one", 5);
    Recorder recorder = world.recorder();

    // When
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      pool.editPaused(false);
      for (int i = 0; i < FORGERIES; i++) {
        stranger.startsNodeUpdate(victim(pool), fleet.nodes().get(i % 5), "", Images.number(1));
        stranger.answersThePlan(victim(pool), fleet.nodes());
        stranger.answersDrains(victim(pool), fleet.nodes());
      }

      // Then
      pool.awaitUpToDate(Images.number(1), 5);
    }
    assertClean(recorder);
    assertThat(fleet.nodes()).allMatch(node -> fleet.reboots(node) == 1);
  }

  @Test
  void shouldSayThatNobodyCarriesItOutWhenARogueWorkerSitsOnThePlan() {
    // Given
    world.fleet("rogue", 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = stagedAndPaused("rogue", 2);

    // When
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      stranger.sitsOnPlansOf(victim(pool));

      // Then
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> {
            assertThat(progressing(pool)).contains("NobodyCarriesItOut");
            assertThat(pool.status().blockedBy().getFirst().kind()).isEqualTo("NobodyPlans");
          });
    }
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(1), 2);
    await().untilAsserted(() -> assertThat(progressing(pool)).isEmpty());
  }

  private TestPool stagedAndPaused(String name, int nodes) {
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), nodes);
    pool.editPaused(true);
    pool.editImage(Images.number(1));
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> {
          List<BootcNode> seen = pool.bootcNodes();
          assertThat(seen).hasSize(nodes);
          assertThat(seen).allMatch(node -> NodeState.of(node) == NodeState.STAGED);
          assertThat(pool.rollout().phase()).isEqualTo("Paused");
        });
    return pool;
  }

  private static Stranger.Victim victim(TestPool pool) {
    return new Stranger.Victim(pool.name(), pool.uid());
  }

  private static Optional<String> progressing(TestPool pool) {
    return Condition.find(pool.status().conditions(), "RolloutProgressing").map(Condition::reason);
  }

  private static void assertClean(Recorder recorder) {
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
  }
}
