package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@EndToEnd
class OperatorKilledIT {
  private static final int NODES = 3;

  private final World world;

  OperatorKilledIT(World world) {
    this.world = world;
  }

  @ParameterizedTest
  @EnumSource(names = {"TAKE_THE_SLOT", "APPROVE", "RELEASE"})
  void shouldCompleteWithEveryNodeRebootedOnceWhenTheOperatorIsKilled(KillPoint moment)
      throws Exception {
    rollWithTheOperatorKilledAt(moment, "kill-" + word(moment));
  }

  @Tag("thorough")
  @ParameterizedTest
  @CsvSource({
    "PLANNING,1",
    "PLANNING,2",
    "PLANNING,3",
    "TAKE_THE_SLOT,1",
    "TAKE_THE_SLOT,2",
    "TAKE_THE_SLOT,3",
    "DRAIN,1",
    "DRAIN,2",
    "DRAIN,3",
    "APPROVE,1",
    "APPROVE,2",
    "APPROVE,3",
    "AWAIT_THE_UPDATE,1",
    "AWAIT_THE_UPDATE,2",
    "AWAIT_THE_UPDATE,3",
    "RELEASE,1",
    "RELEASE,2",
    "RELEASE,3"
  })
  void shouldCompleteAgainAndAgainWhenTheOperatorIsKilled(KillPoint moment, int repetition)
      throws Exception {
    rollWithTheOperatorKilledAt(moment, "again-" + word(moment) + repetition);
  }

  private void rollWithTheOperatorKilledAt(KillPoint moment, String name) throws Exception {
    // Given
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(300, 700));
    // One node stays without a pod, since its update takes another path.
    fleet.nodes().stream().skip(1).forEach(world::pod);
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    Recorder recorder = world.recorder();
    Trigger kill =
        world.closedAfterTheTest(
            new Trigger(world.client(), name, moment::shows, world::killOperator));

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(kill.awaitDone(120)).as("the moment %s came", moment).isTrue();
    pool.awaitUpToDate(Images.number(1), NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    await().untilAsserted(() -> assertThat(world.openWorkflows(name)).isEmpty());
  }

  private static String word(KillPoint moment) {
    return moment.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
