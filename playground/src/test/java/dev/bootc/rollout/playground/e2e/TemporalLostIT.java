package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import org.junit.jupiter.api.Test;

@EndToEnd
class TemporalLostIT {
  private static final int NODES = 4;

  private final World world;

  TemporalLostIT(World world) {
    this.world = world;
  }

  @Test
  void shouldCompleteWhenTemporalIsKilledAndComesBackWithItsFile() throws Exception {
    rollWith(
        "restarted",
        () -> {
          world.killTemporal();
          world.startTemporal();
        });
  }

  @Test
  void shouldAdoptAndCompleteWhenTemporalComesBackEmpty() throws Exception {
    rollWith(
        "emptied",
        () -> {
          world.killTemporal();
          world.temporal().wipe();
          world.startTemporal();
        });
  }

  private void rollWith(String name, Runnable loss) throws Exception {
    // Given
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(300, 2_000));
    TestPool pool = world.pool(name, 2);
    pool.awaitUpToDate(Images.number(0), NODES);
    Recorder recorder = world.recorder();
    Trigger trigger =
        world.closedAfterTheTest(
            new Trigger(world.client(), name, KillPoint.AWAIT_THE_UPDATE::shows, loss));

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(trigger.awaitDone(120)).as("a node went down").isTrue();
    pool.awaitUpToDate(Images.number(1), NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    await().untilAsserted(() -> assertThat(world.openWorkflows(name)).isEmpty());
  }
}
