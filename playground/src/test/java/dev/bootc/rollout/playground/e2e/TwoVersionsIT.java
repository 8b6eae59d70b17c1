package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EndToEnd
class TwoVersionsIT {
  private static final String POOL = "versions";
  private static final int NODES = 8;

  private final World world;

  TwoVersionsIT(World world) {
    this.world = world;
  }

  @Tag("thorough")
  @Test
  void shouldCompleteWhenTheOperatorIsUpgradedInMidRollout(@TempDir Path folder) throws Exception {
    Optional<String> obstacle = PreviousCommit.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    // Given
    PreviousCommit previous =
        world.closedAfterTheTest(PreviousCommit.buildIn(folder.resolve("previous")));
    world.stopOperator();
    // Begun before the pool, so that it outlives it at the end.
    OperatorProgram upgraded = world.replica(world.product(), "new", world.kubeconfig());
    upgraded.stop();
    OperatorProgram old =
        world.replica(world.productOf(previous.checkout()), "old", world.kubeconfig());
    LightFleet fleet = world.fleet(POOL, NODES, FleetTiming.ofMillis(300, 5_000));
    fleet.nodes().stream().limit(2).forEach(world::pod);
    TestPool pool = world.pool(POOL, 2);
    pool.awaitUpToDate(Images.number(0), NODES);
    Recorder recorder = world.recorder();
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    upgraded.startAgain();
    await().untilAsserted(() -> assertThat(pool.status().updatedCount()).isGreaterThan(4));
    old.stop();

    // Then
    pool.awaitUpToDate(Images.number(1), NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    assertThat(Condition.find(pool.status().conditions(), "RolloutProgressing")).isEmpty();
    await().untilAsserted(() -> assertThat(world.openWorkflows(POOL)).isEmpty());
  }
}
