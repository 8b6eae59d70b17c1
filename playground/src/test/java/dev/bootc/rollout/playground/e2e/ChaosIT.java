package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever people do and whatever dies, at whatever moment: nothing is left of it in the end. */
@EndToEnd(alone = true)
class ChaosIT {
  private static final int NODES = 20;
  private static final int BUDGET = 4;
  private static final int ROLLOUTS = 20;

  /** Of each rollout, so that any can be repeated alone by its seed. */
  private static final int DISTURBANCES = 12;

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
    Set<Disturbance> _ = disturb("disturbed", 1, Long.getLong("chaos.seed", SAMPLE));
  }

  @Tag("thorough")
  @Test
  void shouldLeaveNothingBehindWhenRolloutsAreDisturbedAgainAndAgain() {
    Set<Disturbance> happened =
        disturb("again", ROLLOUTS, Long.getLong("chaos.seed", System.nanoTime()));
    assertThat(happened).as("some wait for a chance").containsOnly(Disturbance.values());
  }

  /** Which of them had a chance. */
  private Set<Disturbance> disturb(String name, int rollouts, long seed) {
    // Given
    List<OperatorProgram> replicas = world.replicas(world.kubeconfig(), world.kubeconfig());
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(300, 1_500));
    ChaosWorkload workload = world.closedAfterTheTest(new ChaosWorkload(world.client(), name));
    workload.install();
    TestPool pool = world.pool(name, BUDGET);
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(0), NODES);
    Set<Disturbance> happened = EnumSet.noneOf(Disturbance.class);
    for (int rollout = 0; rollout < rollouts; rollout++) {
      workload.block(fleet.nodes().get(rollout % NODES));
      Chaos chaos =
          new Chaos(world, name, pool, fleet, replicas, 1 + rollout * IMAGES, seed + rollout);

      // When
      happened.addAll(chaos.disturb(DISTURBANCES));

      // Then
      chaos.assertThatNothingIsLeft(workload);
    }
    return happened;
  }
}
