package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import org.junit.jupiter.api.Test;

/** Nodes of the control plane, of etcd and of the rollout itself: last, and one at a time. */
class TurnsTest {
  private static final Neighbour CONTROL_PLANE_IN_FLIGHT =
      new Neighbour("cp-9", true, true, Readiness.READY);
  private static final Neighbour CONTROL_PLANE_DOWN =
      new Neighbour("cp-9", true, false, Readiness.NOT_READY);
  private static final Neighbour CONTROL_PLANE_WELL =
      new Neighbour("cp-9", true, false, Readiness.READY);

  private static TestNode controlPlane(String name) {
    return staged(name).controlPlane(true);
  }

  private static Lifeline running(String pod, String node) {
    return new Lifeline("rollout/" + pod, node, true, false);
  }

  private static Lifeline starting(String pod, String node) {
    return new Lifeline("rollout/" + pod, node, false, false);
  }

  @Test
  void shouldWaitForTheControlPlaneNodeOfAnotherPoolWhenItIsInFlight() {
    // Given
    TestPool pool =
        TestPool.of(controlPlane("a"), controlPlane("b"))
            .allowing("2")
            .beside(CONTROL_PLANE_IN_FLIGHT);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo("0/2 updated; 2 wait: control-plane and etcd nodes go one at a time: cp-9");
  }

  @Test
  void shouldTakeDownNoControlPlaneNodeBesideOneThatAnEarlierSlotLeftCordoned() {
    // Given
    TestPool pool =
        TestPool.of(controlPlane("a").cordoned(true), controlPlane("b")).allowing("2").beside("a");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("control-plane and etcd nodes go one at a time: a");
  }

  @Test
  void shouldWaitForTheControlPlaneNodeOfNoPoolWhenItIsDown() {
    // Given
    TestPool pool = TestPool.of(controlPlane("a")).beside(CONTROL_PLANE_DOWN);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).contains("one at a time: cp-9 (not Ready)");
  }

  @Test
  void shouldStartWhenTheOthersOfTheControlPlaneAreWell() {
    // Given
    TestPool pool = TestPool.of(controlPlane("a")).beside(CONTROL_PLANE_WELL);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldNotHoldWorkersBackWhenTheControlPlaneOfAnotherPoolIsDown() {
    // Given
    TestPool pool = TestPool.of(staged("a")).beside(CONTROL_PLANE_DOWN);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldStartTheOthersWhenOneOfTheControlPlaneIsCordoned() {
    // Given
    TestPool pool =
        TestPool.of(controlPlane("a").cordoned(true), controlPlane("b"), controlPlane("c"))
            .allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().message())
        .contains("cordoned by somebody else: goes last (a)")
        .contains("one at a time: b");
  }

  @Test
  void shouldStartOneWhenTheWholeControlPlaneIsCordoned() {
    // Given
    TestPool pool =
        TestPool.of(
                controlPlane("a").cordoned(true),
                controlPlane("b").cordoned(true),
                controlPlane("c").cordoned(true))
            .allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldLeaveTheControlPlaneForLastWhenAWorkerIsCordonedOrStillStaging() {
    // Given
    TestPool pool =
        TestPool.of(
                controlPlane("a"), staged("b").cordoned(true), staged("c").is(NodeState.STAGING))
            .allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("1 waits: cordoned by somebody else: goes last (b)")
        .contains("1 waits: of the control plane or etcd: goes last");
  }

  @Test
  void shouldStartTheControlPlaneInTheSamePlanWhenTheLastWorkersStart() {
    // Given
    TestPool pool =
        TestPool.of(controlPlane("a"), staged("b").cordoned(true), staged("c")).allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c", "b", "a");
  }

  @Test
  void shouldNotWaitForAWorkerWhenItIsDownOrHasFailed() {
    // Given
    TestPool pool =
        TestPool.of(
                controlPlane("a"),
                staged("b").notReadySince(EARLIER),
                staged("c").is(NodeState.DEGRADED))
            .allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldLeaveTheNodesOfTheRolloutItselfForLastWhenOthersAreStaged() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b"), controlPlane("c"))
            .allowing("100%")
            .runBy(running("temporal-0", "a"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b", "c", "a");
  }

  @Test
  void shouldSayWhyWhenANodeOfTheRolloutItselfWaitsForTheOthers() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b").is(NodeState.STAGING))
            .runBy(running("temporal-0", "a"), running("operator-1", "a"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("1 waits: runs Temporal, its database or the operator: goes last");
  }

  @Test
  void shouldTakeTheNodesOfTheRolloutItselfOneByOneWhenThereIsRoomForAll() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b"), staged("c"))
            .allowing("3")
            .runBy(running("operator-1", "a"), running("operator-2", "b"), running("db-0", "c"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message())
        .contains("2 wait: nodes of Temporal, its database and the operator go one at a time: a");
  }

  @Test
  void shouldWaitForAPodOfTheRolloutItselfWhenItIsNotReadyElsewhere() {
    // Given
    TestPool pool =
        TestPool.of(updated("a"), staged("b"))
            .allowing("2")
            .runBy(starting("temporal-0", "a"), running("operator-1", "b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).contains("pod rollout/temporal-0 (not Ready)");
  }

  @Test
  void shouldWaitForAPodOfTheRolloutItselfWhenNoNodeHasBeenChosenYet() {
    // Given
    TestPool pool =
        TestPool.of(updated("a"), staged("b"))
            .runBy(
                new Lifeline("rollout/operator-2", null, false, false), running("operator-1", "b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
  }

  @Test
  void shouldNotWaitForAPodThatFindsNoNodeWhenAllNodesAreThere() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"))
            .runBy(
                running("operator-1", "a"), new Lifeline("rollout/operator-2", null, false, true));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldWaitForAPodThatFindsNoNodeWhenANodeIsInFlight() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a"), staged("b"))
            .allowing("2")
            .runBy(
                running("operator-1", "b"), new Lifeline("rollout/temporal-0", null, false, true));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
  }

  @Test
  void shouldNotWaitForWhatIsWrongOnTheNodeItself() {
    // Given
    TestPool pool = TestPool.of(staged("a")).runBy(starting("operator-1", "a"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldWaitForTheNodeOfTheRolloutItselfOfAnotherPoolWhenItIsInFlight() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"))
            .beside(new Neighbour("x", false, true, Readiness.READY))
            .runBy(running("operator-1", "a"), running("operator-2", "x"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
  }

  @Test
  void shouldNotNameAPodThatFindsNoNodeWhenItIsNotWaitedFor() {
    // Given
    TestPool pool =
        TestPool.of(updated("a").notReadySince(EARLIER), staged("b"))
            .allowing("2")
            .runBy(
                running("temporal-0", "a"),
                running("operator-1", "b"),
                new Lifeline("rollout/operator-2", null, false, true));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).endsWith("go one at a time: a (not Ready)");
  }
}
