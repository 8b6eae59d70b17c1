package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever people do and whatever dies, at whatever moment: nothing is left of it in the end. */
@EndToEnd
class ChaosIT {
  private static final int NODES = 20;
  private static final int BUDGET = 4;
  private static final int ROLLOUTS = 20;

  /** An edit, a cordon, a BootcNode deleted, an operator killed, a cancel, Temporal restarted. */
  private static final long SAMPLE = 1_418;

  /** Each rollout uses three. */
  private static final int IMAGES = 3;

  private final World world;

  ChaosIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldLeaveNothingBehindWhenARolloutIsDisturbed() {
    disturb("disturbed", 1, 6, Long.getLong("chaos.seed", SAMPLE));
  }

  @Tag("thorough")
  @Test
  void shouldLeaveNothingBehindWhenRolloutsAreDisturbedAgainAndAgain() {
    disturb("again", ROLLOUTS, 12, Long.getLong("chaos.seed", System.nanoTime()));
  }

  private void disturb(String name, int rollouts, int disturbances, long seed) {
    // Given
    List<OperatorProgram> replicas = world.replicas(world.kubeconfig(), world.kubeconfig());
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(300, 1_500));
    ChaosWorkload workload = world.closedAfterTheTest(new ChaosWorkload(world.client(), name));
    workload.install();
    TestPool pool = world.pool(name, BUDGET);
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(0), NODES);
    for (int rollout = 0; rollout < rollouts; rollout++) {
      workload.block(fleet.nodes().get(rollout % NODES));
      Chaos chaos =
          new Chaos(world, name, pool, fleet, replicas, 1 + rollout * IMAGES, seed + rollout);

      // When
      chaos.disturb(disturbances);

      // Then
      chaos.assertThatNothingIsLeft(workload);
    }
  }
}
