package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pool does about nodes of which it is known beforehand that they can never be drained. */
@EndToEnd
class PreflightIT {
  private static final String POOL = "preflight";
  private static final int NODES = 2;

  private final World world;

  PreflightIT(World world) {
    this.world = world;
  }

  @Test
  void shouldUpdateTheOthersAndTouchNothingOfANodeThatCanNeverBeDrained() {
    // Given
    world.fleet(POOL, NODES, FleetTiming.ofMillis(500, 2000));
    TestPool pool = world.pool(POOL, 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    String held = pool.nodes().getFirst().getMetadata().getName();
    world.heldPod(held);
    pool.editDrain(Map.of("onPreflight", "Skip"));

    // When
    pool.editImage(Images.number(1));

    // Then
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.BLOCKED.text());
          assertThat(pool.rollout().message())
              .startsWith("1/2 updated; 1 waits: left out, ")
              .contains("default/on-" + held)
              .endsWith("(" + held + ")");
          assertThat(pool.rollout().waiting())
              .singleElement()
              .extracting(WaitingNodes::nodes)
              .asString()
              .contains(held);
        });
    pool.awaitBlockedBy(Kind.PREFLIGHT_FAILED, "Pod/default/on-" + held);
    pool.assertRestored();
    world.letPodsGo();
    pool.editDrain(Map.of("onPreflight", "Warn"));
    pool.awaitUpToDate(Images.number(1), NODES);
  }
}
