package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.back;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.Verdict.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the status says of the nodes. */
class ReportsTest {
  @Test
  void shouldCountEveryNodeOnceWhenAllStandingsOccur() {
    // Given
    TestPool pool =
        TestPool.of(
                updated("a"),
                back("b"),
                staged("c"),
                staged("d"),
                staged("e"),
                staged("f").is(NodeState.STAGING),
                staged("g").is(NodeState.DEGRADED),
                staged("h").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)))
            .allowing("3")
            .having("c");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("d");
    assertThat(plan.report().counts()).isEqualTo(new Report.Counts(8, 1, 3, 1, 1, 2));
    assertThat(plan.report().message())
        .isEqualTo(
            "1/8 updated; 3 in flight; 1 waits: staging 0123456789ab;"
                + " 1 waits: budget 3 used up by b, c, d; 2 failed: g (degraded),"
                + " h (drain timed out: look at its console)");
  }

  @Test
  void shouldSayWhatTheOperatorKnowsUntilTheRolloutIsDone() {
    // Given
    List<BlockedBy> ofTheOperator =
        List.of(
            new BlockedBy(
                Kind.TEMPORAL_UNAVAILABLE.text(), "Temporal", null, "no answer", "", 0, List.of()));

    // When
    Report rolling = TestPool.of(updated("a"), staged("b")).plan().report();
    Report done = TestPool.of(updated("a"), updated("b")).plan().report();

    // Then
    assertThat(rolling.alsoBlockedBy(ofTheOperator).weightiest()).contains("TemporalUnavailable");
    assertThat(done.alsoBlockedBy(ofTheOperator).weightiest()).isEmpty();
  }

  @Test
  void shouldSayOfWhatTheOperatorKnowsOnlyThatItWentBackWhenTheWayBackIsOver() {
    // Given
    BlockedBy wentBack =
        new BlockedBy(
            Kind.ROLLED_BACK.text(), "BootcNodePool/pool", null, "undone", "", 0, List.of());
    BlockedBy away =
        new BlockedBy(
            Kind.TEMPORAL_UNAVAILABLE.text(), "Temporal", null, "no answer", "", 0, List.of());

    // When
    Report back = Report.last(RolloutPhase.ROLLED_BACK, "2/2 back", null);

    // Then
    assertThat(back.alsoBlockedBy(List.of(away, wentBack)).blockedBy()).containsExactly(wentBack);
  }

  @Test
  void shouldNameThePodThatHoldsADrainWhenItTakesLong() {
    // Given
    TestPool pool = TestPool.of(inFlight("a").waitingFor("waiting for shop/db-0: budget allows 0"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .contains("1 in flight (a drains: waiting for shop/db-0: budget allows 0)");
    assertThat(plan.report().inFlight())
        .singleElement()
        .satisfies(node ->
            assertThat(node.state()).isEqualTo("draining: waiting for shop/db-0: budget allows 0"));
  }

  @Test
  void shouldGroupWaitingNodesAndListTenWhenThereAreMany() {
    // Given
    TestNode[] nodes =
        IntStream.range(0, 30)
            .mapToObj(i -> staged(String.format(Locale.ROOT, "n%02d", i)))
            .map(node -> node.is(NodeState.PENDING))
            .toArray(TestNode[]::new);

    // When
    Plan plan = TestPool.of(nodes).plan();

    // Then
    WaitingNodes group = plan.report().waiting().getFirst();
    assertThat(plan.report().waiting()).hasSize(1);
    assertThat(group.count()).isEqualTo(30);
    assertThat(group.nodes()).hasSize(10).startsWith("n00", "n01");
    assertThat(plan.report().message())
        .isEqualTo(
            "0/30 updated; 30 wait: the agent has not reported on 0123456789ab yet"
                + " (n00, n01, n02 and 27 more)");
  }

  @Test
  void shouldPutTheLargestGroupFirstWhenReasonsDiffer() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a").is(NodeState.PENDING),
            staged("b").is(NodeState.STAGING),
            staged("c").is(NodeState.STAGING),
            staged("d").is(NodeState.REBOOTING));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().waiting())
        .extracting(WaitingNodes::reason)
        .containsExactly(
            "staging 0123456789ab",
            "the agent has not reported on 0123456789ab yet",
            "reboots, but not because of us");
  }

  @Test
  void shouldListWhoIsInFlightOldestFirstWhenSlotsDifferInAge() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a"),
                staged("b").holdingSlotSince(EARLIER.plusSeconds(1), false),
                staged("c").holdingSlotSince(EARLIER, false),
                staged("d").holdingSlotSince(null, false))
            .having("a");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().inFlight())
        .extracting(NodeProgress::node)
        .containsExactly("d", "c", "b", "a");
    assertThat(plan.report().inFlight().get(1).since()).isEqualTo("2026-01-01T11:00:00Z");
  }

  @Test
  void shouldListFiftyWhenMoreAreInFlightOrFailed() {
    // Given
    TestNode[] nodes =
        IntStream.range(0, 120)
            .mapToObj(i -> String.format(Locale.ROOT, "n%03d", i))
            .map(name ->
                name.compareTo("n060") < 0 ? inFlight(name) : staged(name).is(NodeState.DEGRADED))
            .toArray(TestNode[]::new);

    // When
    Plan plan = TestPool.of(nodes).plan();

    // Then
    assertThat(plan.report().inFlight()).hasSize(50);
    assertThat(plan.report().failed()).hasSize(50);
    assertThat(plan.report().counts().failed()).isEqualTo(60);
  }

  static Stream<Arguments> states() {
    return Stream.of(
        Arguments.of(staged("a").holdingSlotSince(EARLIER, false).cordoned(false), "slot taken"),
        Arguments.of(inFlight("a"), "draining"),
        Arguments.of(inFlight("a").desiring(OTHER), "slot taken, is given 0123456789ab"),
        Arguments.of(
            inFlight("a").is(NodeState.STAGING).saying("layer 5 of 12"),
            "slot taken, staging: layer 5 of 12"),
        Arguments.of(
            inFlight("a").is(NodeState.STAGING).saying("layer 5 of 12").notReadySince(EARLIER),
            "slot taken, Node is not Ready since 2026-01-01T11:00:00Z"),
        Arguments.of(
            inFlight("a").is(NodeState.DEGRADED).saying("disk\n full"),
            "slot taken, degraded: disk full"),
        Arguments.of(staged("a").holdingSlotSince(EARLIER, true), "reboot approved"),
        Arguments.of(
            staged("a").holdingSlotSince(EARLIER, true).is(NodeState.REBOOTING).saying("bye"),
            "rebooting: bye"),
        Arguments.of(back("a"), "runs the target, Node is Ready: watched for minReadySeconds"),
        Arguments.of(
            back("a")
                .gate(new GateMark(EARLIER, OTHER_DIGEST, GateMark.State.WAITS, "net", "no pod")),
            "runs the target, Node is Ready: watched for minReadySeconds"),
        Arguments.of(
            back("a").gate(new GateMark(EARLIER, DIGEST, GateMark.State.WAITS, "net", "no pod")),
            "runs the target, Node is Ready, gate net: no pod"),
        Arguments.of(back("a").notReadySince(EARLIER), "runs the target, Node is not Ready"),
        Arguments.of(
            inFlight("a").verdict(failed(Outcome.NOT_BACK, DIGEST)),
            "failed: not back: look at its console"));
  }

  @ParameterizedTest
  @MethodSource("states")
  void shouldSayWhatANodeDoesWhenItHoldsASlot(TestNode node, String state) {
    // Given
    TestPool pool = TestPool.of(node);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().inFlight())
        .containsExactly(new NodeProgress("a", state, "2026-01-01T11:00:00Z"));
  }

  @Test
  void shouldListFailuresInAndOutOfSlotsWhenTheyAreOfThisDigest() {
    // Given
    TestPool pool =
        TestPool.of(
            inFlight("a").verdict(failed(Outcome.WRONG_IMAGE, DIGEST)),
            staged("b").is(NodeState.DEGRADED).saying("stage failed: no space"),
            staged("c").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)),
            staged("d").verdict(failed(Outcome.DRAIN_TIMED_OUT, OTHER_DIGEST)));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().failed())
        .containsExactly(
            new NodeProgress("a", "wrong image: look at its console", "2026-01-01T11:00:00Z"),
            new NodeProgress("b", "degraded: stage failed: no space", null),
            new NodeProgress("c", "drain timed out: look at its console", "2026-01-01T11:00:00Z"));
  }

  @Test
  void shouldCutMessagesWhenTheyAreLong() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a").is(NodeState.DEGRADED).saying("stage failed: " + "x ".repeat(9_000)));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message()).hasSizeLessThan(300).endsWith("x…)");
  }

  @Test
  void shouldShortenDigestsWhenAnAgentNamesAnImage() {
    // Given
    String image = "registry.example.com/os/node@sha256:" + "0123456789abcdef".repeat(4);
    TestPool pool = TestPool.of(staged("a").is(NodeState.DEGRADED).saying("no layer of " + image));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .endsWith("no layer of registry.example.com/os/node@sha256:0123456789ab)");
  }

  @Test
  void shouldSayAReasonOnceWhenNodesFailedAlike() {
    // Given
    String reason = "stage failed: not found: is the image pushed?";
    TestPool pool =
        TestPool.of(
            staged("a").is(NodeState.DEGRADED).saying(reason),
            staged("b").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)),
            staged("c").is(NodeState.DEGRADED).saying(reason));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .isEqualTo(
            "0/3 updated; 3 failed: a, c (degraded: stage failed: not found: is the image pushed?),"
                + " b (drain timed out: look at its console)");
  }

  @Test
  void shouldDoWithoutAMessageWhenAVerdictHasNone() {
    // Given
    Verdict verdict = new Verdict(Outcome.CANCELLED, DIGEST, 1, EARLIER.toString(), null);

    // When
    Plan plan = TestPool.of(staged("a").verdict(verdict)).plan();

    // Then
    assertThat(plan.report().message()).isEqualTo("0/1 updated; 1 failed: a (cancelled)");
  }

  @Test
  void shouldSaySoWhenThePoolIsEmpty() {
    // Given
    TestPool pool = TestPool.of();

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message()).isEqualTo("0/0 updated: the pool has no nodes");
  }

  @Test
  void shouldNotSayThatAGateKeepsANodeThatDoesNotRunTheTargetYet() {
    // Given
    GateMark mark = new GateMark(EARLIER, DIGEST, GateMark.State.WAITS, "net", "no pod");

    // When
    Plan plan = TestPool.of(inFlight("a").gate(mark)).plan();

    // Then
    assertThat(plan.report().message()).isEqualTo("0/1 updated; 1 in flight");
  }
}
