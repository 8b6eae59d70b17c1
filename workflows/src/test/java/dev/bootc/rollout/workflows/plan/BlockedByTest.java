package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.back;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.Verdict.Outcome;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.OverallCap.Away;
import dev.bootc.rollout.workflows.plan.OverallCap.Why;
import dev.bootc.rollout.workflows.plan.RolloutSteps.Step;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import dev.bootc.rollout.workflows.window.MinimumAge;
import dev.bootc.rollout.workflows.window.Window;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the status says is in the way. */
class BlockedByTest {
  private static final String NODE = "kubectl describe node/a bn/a";
  private static final String GATE =
      "kubectl get bn a -o jsonpath='{.metadata.annotations.bootc\\.dev/gate}{\"\\n\"}' && kubectl get bnp pool -o jsonpath='{.spec.rollout.gates}'";

  private static final Windows AT_NIGHT =
      new Windows(
          List.of(new Window("0 22 * * *", Duration.ofHours(2), "UTC")),
          List.of(),
          Duration.ofMinutes(15),
          null,
          false);

  private static final GateMark UNASKED =
      new GateMark(EARLIER, DIGEST, GateMark.State.ERROR, "metrics", "nobody answers");

  private static final Pause BY_FIELD = new Pause("ann", RolloutSpec.PAUSED_FIELD, EARLIER);
  private static final Pause BY_SIGNAL = new Pause("signal of ann", "disk first", EARLIER);

  /** A pool, and the entry that it has: kind, object, whether its time is known, next action. */
  static Stream<Arguments> obstacles() {
    return Stream.of(
        entry(
            TestPool.of(inFlight("a").verdict(failed(Outcome.NOT_BACK, DIGEST)), staged("b")),
            Kind.HALTED,
            "Node/a",
            NODE),
        entry(
            TestPool.of(staged("a")).pausedByField(BY_FIELD),
            Kind.PAUSED,
            "BootcNodePool/pool",
            "kubectl patch bnp pool --type merge -p '{\"spec\":{\"rollout\":{\"paused\":false}}}'"),
        entry(
            TestPool.of(staged("a")).pausedBySignal(BY_SIGNAL),
            Kind.PAUSED,
            "BootcNodePool/pool",
            "temporal workflow signal --name resume --workflow-id \"$(kubectl get bnp pool -o"
                + " jsonpath='{.status.rollout.workflowId}')\""),
        entry(
            TestPool.of(staged("a")).afterInVain("pool edge, which does not exist"),
            Kind.DEPENDS_IN_VAIN,
            "BootcNodePool/pool",
            "kubectl get bnp"),
        entry(
            canary(new Step(9, false, Duration.ZERO, false)),
            Kind.STEP_TOO_LARGE,
            "BootcNodePool/pool",
            "kubectl edit bnp pool"),
        entry(
            canary(new Step(1, false, Duration.ZERO, true)),
            Kind.WAITING_FOR_APPROVAL,
            "BootcNodePool/pool",
            "kubectl annotate bnp pool --overwrite bootc.dev/approved-step=\"1 "
                + DIGEST.substring(7, 19)
                + "\""),
        entry(
            TestPool.of(staged("a").is(NodeState.STAGING)).approving(null),
            Kind.WAITING_FOR_APPROVAL,
            "BootcNodePool/pool",
            "kubectl patch bnp pool --type merge -p '{\"spec\":{\"image\":{\"approvedDigest\":\""
                + DIGEST
                + "\"}}}'"),
        entry(
            canary(new Step(1, false, Duration.ofHours(2), true)),
            Kind.SOAKING,
            "BootcNodePool/pool",
            "kubectl get bnp pool -o jsonpath='{.status.rollout.message}'"),
        entry(
            TestPool.of(staged("a")).ripening(new MinimumAge(Duration.ofHours(1), NOW)),
            Kind.WAITING_FOR_AGE,
            "BootcNodePool/pool",
            "kubectl get bnp pool -o jsonpath='{.spec.image}'"),
        entry(
            TestPool.of(staged("a")).during(AT_NIGHT),
            Kind.WAITING_FOR_WINDOW,
            "BootcNodePool/pool",
            "kubectl get bnp pool -o jsonpath='{.spec.rollout.windows}'"),
        entry(
            TestPool.of(inFlight("a").verdict(failed(Outcome.NOT_BACK, DIGEST)), updated("b")),
            Kind.NODE_NOT_BACK,
            "Node/a",
            NODE),
        entry(
            TestPool.of(
                staged("a")
                    .holdingSlotSince(EARLIER, true)
                    .is(NodeState.REBOOTING)
                    .notReadySince(NOW.minus(Patience.HOST_IS_BACK_WITHIN))),
            Kind.NODE_NOT_BACK,
            "Node/a",
            NODE),
        entry(
            TestPool.of(inFlight("a").waitingFor("waiting for shop/db-0: budget db allows 0")),
            Kind.DRAIN_BLOCKED,
            "Pod/shop/db-0",
            "kubectl -n shop get pdb && kubectl -n shop describe pod db-0"),
        entry(
            TestPool.of(
                inFlight("a").waitingFor("somebody lifted the cordon, so nothing is evicted")),
            Kind.DRAIN_BLOCKED,
            "Node/a",
            NODE),
        entry(
            TestPool.of(staged("a").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST))),
            Kind.DRAIN_BLOCKED,
            "Node/a",
            "kubectl annotate bn a bootc.dev/verdict-"),
        entry(
            TestPool.of(
                staged("a")
                    .leftOut(
                        LeftOut.undrainable(NOW, 1, "cannot be drained: shop/db-0: budget db"))),
            Kind.PREFLIGHT_FAILED,
            "Pod/shop/db-0",
            "kubectl -n shop get pdb && kubectl -n shop describe pod db-0"),
        entry(
            TestPool.of(
                staged("a")
                    .leftOut(LeftOut.undrainable(NOW, 1, "cannot be looked at, update the chart"))),
            Kind.PREFLIGHT_FAILED,
            "Node/a",
            NODE),
        entry(
            TestPool.of(
                updated("a")
                    .holdingSlotSince(EARLIER, true)
                    .verdict(failed(Outcome.GATE_FAILED, DIGEST)),
                updated("b")),
            Kind.GATE_FAILED,
            "Node/a",
            GATE),
        entry(
            TestPool.of(updated("a").holdingSlotSince(EARLIER, true).gate(UNASKED), updated("b")),
            Kind.GATE_ERROR,
            "Node/a",
            GATE),
        entry(
            TestPool.of(
                staged("a")
                    .leftOut(
                        LeftOut.byGate(NOW, Duration.ofSeconds(30), 1, "gate alerts says no"))),
            Kind.PREFLIGHT_FAILED,
            "Node/a",
            GATE.replace("/gate", "/preflight")),
        entry(
            TestPool.of(staged("a").verdict(failed(Outcome.WRONG_IMAGE, DIGEST))),
            Kind.NODE_FAILED,
            "Node/a",
            "kubectl annotate bn a bootc.dev/verdict-"),
        entry(
            TestPool.of(
                inFlight("a")
                    .holdingSlotSince(EARLIER, true)
                    .is(NodeState.DEGRADED)
                    .sayingItSince(EARLIER)),
            Kind.NODE_FAILED,
            "Node/a",
            NODE),
        entry(
            TestPool.of(
                staged("a")
                    .is(NodeState.DEGRADED)
                    .saying("stage failed: no space")
                    .sayingItSince(EARLIER)),
            Kind.STAGING_FAILED,
            "Node/a",
            NODE),
        entry(
            TestPool.of(
                staged("a")
                    .is(NodeState.DEGRADED)
                    .saying("stage failed: " + NodeConditions.REGISTRY_NOT_REACHED + ": check it")
                    .sayingItSince(EARLIER)),
            Kind.REGISTRY_UNAVAILABLE,
            "Node/a",
            NODE),
        entry(
            TestPool.of(
                staged("a")
                    .is(NodeState.PENDING)
                    .joinedAt(NOW.minus(Patience.AGENT_REACTS_WITHIN))),
            Kind.AGENT_SILENT,
            "Node/a",
            "kubectl get pods -A -o wide -l app.kubernetes.io/part-of=bootc-rollout,"
                + "app.kubernetes.io/component=agent --field-selector spec.nodeName=a"),
        entry(
            TestPool.of(
                staged("a")
                    .holdingSlotSince(EARLIER, true)
                    .approvedAt(NOW.minus(Patience.AGENT_REACTS_WITHIN))),
            Kind.AGENT_SILENT,
            "Node/a",
            "kubectl get pods -A -o wide -l app.kubernetes.io/part-of=bootc-rollout,"
                + "app.kubernetes.io/component=agent --field-selector spec.nodeName=a"),
        entry(TestPool.of(staged("a").notReadySince(EARLIER)), Kind.NODE_NOT_READY, "Node/a", NODE),
        entry(
            TestPool.of(inFlight("a").notReadySince(NOW), updated("b")),
            Kind.NODE_NOT_READY,
            "Node/a",
            NODE),
        entry(
            TestPool.of(back("a").notReadySince(EARLIER), updated("b")),
            Kind.NODE_NOT_READY,
            "Node/a",
            NODE),
        entry(
            TestPool.of(updated("a").notReadySince(EARLIER), staged("b")),
            Kind.BUDGET,
            "Node/a",
            NODE),
        entry(
            TestPool.of(updated("a").cordoned(true), staged("b")),
            Kind.BUDGET,
            "Node/a",
            "kubectl uncordon a"),
        entry(
            TestPool.of(staged("b")).allowing("0"),
            Kind.BUDGET,
            "BootcNodePool/pool",
            "kubectl patch bnp pool --type merge -p '{\"spec\":{\"rollout\":{\"maxUnavailable\":1}}}'"),
        entry(
            TestPool.of(staged("b"))
                .sharing(
                    new OverallCap(MaxUnavailable.ONE, 9, List.of(new Away("a", Why.UPDATED)))),
            Kind.CLUSTER_CAP,
            "Node/a",
            NODE),
        entry(
            TestPool.of(staged("b").controlPlane(true))
                .beside(new Neighbour("a", true, true, Readiness.READY)),
            Kind.CONTROL_PLANE_TURN,
            "Node/a",
            NODE),
        entry(
            TestPool.of(staged("b"))
                .runBy(
                    new Lifeline("temporal/history-0", "b", true, false),
                    new Lifeline("temporal/history-1", "c", false, false)),
            Kind.OWN_BRAIN_LAST,
            "Pod/temporal/history-1",
            "kubectl -n temporal get pdb && kubectl -n temporal describe pod history-1"),
        entry(
            TestPool.of(staged("a").is(NodeState.REBOOTING).sayingItSince(EARLIER)),
            Kind.FOREIGN_REBOOT,
            "Node/a",
            NODE),
        entry(
            TestPool.of(staged("a").saying(NodeConditions.PASSED_OVER)).pausedByField(BY_FIELD),
            Kind.FOREIGN_REBOOT,
            "Node/a",
            "kubectl patch bnp pool --type merge -p"
                + " '{\"spec\":{\"disruption\":{\"stagedImage\":\"AppliedByAnyReboot\"}}}'"));
  }

  /** The first of two nodes was updated an hour ago. */
  private static TestPool canary(Step step) {
    Verdict success = new Verdict(Outcome.UPDATED, DIGEST, 1, EARLIER.toString(), null);
    return TestPool.of(updated("a").verdict(success), staged("b"))
        .inSteps(new RolloutSteps(List.of(step), null));
  }

  private static Arguments entry(TestPool pool, Kind kind, String object, String action) {
    return Arguments.of(pool, kind, object, action);
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void shouldNameWhatIsInTheWayAndWhatToDoWhenSomethingIs(
      TestPool pool, Kind kind, String object, String action) {
    // When
    List<BlockedBy> blockedBy = pool.plan().report().blockedBy();

    // Then
    assertThat(blockedBy)
        .filteredOn(entry -> entry.kind().equals(kind.text()))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.object()).isEqualTo(object);
          assertThat(entry.nextAction()).isEqualTo(action);
          assertThat(entry.message()).isNotBlank();
        });
  }

  @Test
  void shouldSayThatTheTargetIsRefusedWhenAPolicyDoes() {
    // Given
    PoolView view = TestPool.of(staged("a").desiring(OTHER), updated("b")).view();
    Surroundings refusing =
        new Surroundings(List.of(), List.of(), Map.of("a", "webhook denies it"), Set.of());
    PoolView refused =
        new PoolView(view.target(), view.nodes(), view.started(), view.pause(), refusing);

    // When
    List<BlockedBy> blockedBy = RolloutPlanner.decide(refused, NOW).report().blockedBy();

    // Then
    assertThat(blockedBy)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(Kind.WRITE_REFUSED.text());
          assertThat(entry.message()).contains("webhook denies it");
        });
  }

  @Test
  void shouldNameThePoolsWhenTheyAreAwaited() {
    // Given
    PoolView view = TestPool.of(staged("a")).view();
    Surroundings awaiting =
        new Surroundings(List.of(), List.of(), Map.of(), Set.of(), List.of("edge (0/1 updated)"));
    PoolView waits =
        new PoolView(view.target(), view.nodes(), view.started(), view.pause(), awaiting);

    // When
    List<BlockedBy> blockedBy = RolloutPlanner.decide(waits, NOW).report().blockedBy();

    // Then
    assertThat(blockedBy)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(Kind.DEPENDS_ON.text());
          assertThat(entry.message()).contains("edge (0/1 updated)");
        });
  }

  @Test
  void shouldSayNothingOfANodeThatIsSkippedWhateverHoldsIt() {
    // Given
    SkipMark skip = new SkipMark(DIGEST, "ann");
    TestPool pool =
        TestPool.of(
            staged("a").is(NodeState.DEGRADED).saying("stage failed: no space").skipped(skip),
            inFlight("b").waitingFor("waiting for shop/db-0: budget db allows 0").skipped(skip),
            updated("c"));

    // When
    List<BlockedBy> blockedBy = pool.plan().report().blockedBy();

    // Then
    assertThat(blockedBy).isEmpty();
  }

  @Test
  void shouldHaveATestForEachKindThatAPlanFinds() {
    // Given
    Set<Kind> tested =
        obstacles()
            .map(arguments -> (Kind) arguments.get()[1])
            .collect(
                Collectors.toCollection(() -> EnumSet.of(Kind.WRITE_REFUSED, Kind.DEPENDS_ON)));

    // When
    Set<Kind> all =
        Arrays.stream(Kind.values())
            .filter(kind -> !kind.isOfTheOperator())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

    // Then
    assertThat(tested).isEqualTo(all);
  }

  /** All that an undisturbed rollout goes through. */
  static Stream<TestPool> undisturbed() {
    return Stream.of(
        TestPool.of(),
        TestPool.of(updated("a"), updated("b")),
        TestPool.of(staged("a").desiring(OTHER), staged("b")),
        TestPool.of(staged("a").is(NodeState.PENDING).joinedAt(NOW), staged("b")),
        TestPool.of(staged("a").is(NodeState.STAGING), updated("b")),
        TestPool.of(staged("a"), staged("b")).having("a"),
        TestPool.of(inFlight("a"), staged("b")),
        TestPool.of(
            inFlight("a")
                .waitingFor("waiting for shop/web: terminating since 2026-01-01T12:00:00Z"),
            staged("b")),
        TestPool.of(staged("a").holdingSlotSince(EARLIER, true).approvedAt(NOW), staged("b")),
        TestPool.of(
            staged("a").holdingSlotSince(EARLIER, true).is(NodeState.REBOOTING).notReadySince(NOW),
            staged("b")),
        TestPool.of(back("a").notReadySince(NOW.minusSeconds(20)), staged("b")),
        TestPool.of(back("a"), staged("b"), staged("c").cordoned(false).controlPlane(true)),
        TestPool.of(inFlight("a").controlPlane(true), staged("b").controlPlane(true)).allowing("2"),
        TestPool.of(inFlight("a"), staged("b")).runBy(new Lifeline("x/y", "b", true, false)));
  }

  @ParameterizedTest
  @MethodSource("undisturbed")
  void shouldSayNothingWhenNothingIsInTheWay(TestPool pool) {
    // When
    Report report = pool.plan().report();

    // Then
    assertThat(report.blockedBy()).isEmpty();
    assertThat(report.headline()).isEqualTo(report.message());
  }

  @Test
  void shouldSayThatAnAgentIsSilentOnlyAfterAWhileAndWhenThatIs() {
    // Given
    PoolView view = TestPool.of(staged("a").is(NodeState.PENDING).joinedAt(EARLIER)).view();

    // When
    Decision decision = RolloutPlanner.decide(view, NOW, NOW);
    Instant until = decision.holdsUntil().orElseThrow();

    // Then
    assertThat(decision.report().blockedBy()).isEmpty();
    assertThat(until).isEqualTo(NOW.plus(Patience.AGENT_REACTS_WITHIN));
    assertThat(RolloutPlanner.decide(view, NOW, until).report().blockedBy())
        .singleElement()
        .satisfies(entry -> assertThat(entry.since()).isEqualTo(NOW.toString()));
  }

  @Test
  void shouldGiveTheAgentsOfALargePoolTheTimeUntilTheLastOfThemIsAsked() {
    // Given
    PoolView view =
        TestPool.of(
                IntStream.range(0, 1_000)
                    .mapToObj(i -> staged("n" + i).is(NodeState.PENDING).joinedAt(EARLIER))
                    .toArray(TestNode[]::new))
            .view();
    Instant allAreAsked = NOW.plus(Patience.IS_TOLD_WITHIN.multipliedBy(1_000));

    // When
    Instant until = RolloutPlanner.decide(view, NOW, NOW).holdsUntil().orElseThrow();

    // Then
    assertThat(until).isEqualTo(allAreAsked.plus(Patience.AGENT_REACTS_WITHIN));
    assertThat(RolloutPlanner.decide(view, NOW, until.minusMillis(1)).report().blockedBy())
        .isEmpty();
    assertThat(RolloutPlanner.decide(view, NOW, until).report().blockedBy())
        .singleElement()
        .satisfies(entry -> assertThat(entry.nodeCount()).isEqualTo(1_000));
  }

  @Test
  void shouldMakeOneEntryOfNodesThatWaitAlikeWhenThereAreThousands() {
    // Given
    TestNode[] nodes =
        IntStream.range(0, 5_000)
            .mapToObj(i -> staged(String.format(Locale.ROOT, "n%04d", i)))
            .map(node -> node.notReadySince(EARLIER))
            .toArray(TestNode[]::new);
    nodes[7].notReadySince(EARLIER.minusSeconds(1));

    // When
    List<BlockedBy> blockedBy = TestPool.of(nodes).plan().report().blockedBy();

    // Then
    assertThat(blockedBy)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.object()).isEqualTo("Node/n0007");
          assertThat(entry.since()).isEqualTo("2026-01-01T10:59:59Z");
          assertThat(entry.nodeCount()).isEqualTo(5_000);
          assertThat(entry.nodes()).hasSize(10).startsWith("n0007", "n0000");
        });
  }

  @Test
  void shouldNameTwentyAndTheWeightiestFirstWhenThereIsMore() {
    // Given
    TestNode[] nodes =
        IntStream.range(0, 40)
            .mapToObj(i ->
                inFlight(String.format(Locale.ROOT, "n%02d", i))
                    .waitingFor("waiting for shop/db-" + i + ": held " + "x".repeat(900)))
            .toArray(TestNode[]::new);

    // When
    List<BlockedBy> blockedBy =
        TestPool.of(nodes).pausedByField(BY_FIELD).plan().report().blockedBy();

    // Then
    assertThat(blockedBy).hasSize(20);
    assertThat(blockedBy.getFirst().kind()).isEqualTo(Kind.PAUSED.text());
    assertThat(blockedBy).allSatisfy(entry -> assertThat(entry.message()).hasSizeLessThan(201));
  }

  @Test
  void shouldKeepTheTimeWhenTheClusterDoesNotSayWhenItBegan() {
    // Given
    List<BlockedBy> first =
        Obstacle.dated(
            TestPool.of(staged("a")).allowing("0").plan().report().blockedBy(), List.of(), NOW);

    // When
    List<BlockedBy> again =
        Obstacle.dated(
            TestPool.of(staged("a"), staged("b")).allowing("0").plan().report().blockedBy(),
            first,
            NOW.plusSeconds(90));

    // Then
    assertThat(first.getFirst().since()).isEqualTo(NOW.toString());
    assertThat(again.getFirst().since()).isEqualTo(NOW.toString());
  }

  private static List<BlockedBy> of(Kind kind, TestPool pool) {
    return pool.plan().report().blockedBy().stream()
        .filter(entry -> entry.kind().equals(kind.text()))
        .toList();
  }

  @Test
  void shouldNameOnlyTheNodesThatWaitForThatReason() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a").notReadySince(EARLIER), staged("b").is(NodeState.STAGING), updated("c"));

    // When, Then
    assertThat(of(Kind.NODE_NOT_READY, pool))
        .singleElement()
        .satisfies(entry -> assertThat(entry.nodes()).containsExactly("a"));
  }

  @Test
  void shouldSayThatItIsTheAgentWhenItGivesNoReason() {
    // When, Then
    assertThat(of(Kind.STAGING_FAILED, TestPool.of(staged("a").is(NodeState.DEGRADED))))
        .extracting(BlockedBy::message)
        .containsExactly("its agent reports an error");
  }

  @Test
  void shouldNotBlameTheAgentWhenItsNodeIsDown() {
    // Given
    TestNode down = staged("a").is(NodeState.PENDING).joinedAt(EARLIER).notReadySince(EARLIER);

    // When, Then
    assertThat(TestPool.of(down).plan().report().blockedBy())
        .extracting(BlockedBy::kind)
        .containsExactly(Kind.NODE_NOT_READY.text());
  }

  static Stream<Arguments> halting() {
    return Stream.of(
        Arguments.of(sinceIn("a").verdict(failed(Outcome.NOT_BACK, DIGEST)), EARLIER),
        Arguments.of(back("a").notReadySince(EARLIER.plusSeconds(7)), EARLIER.plusSeconds(7)),
        Arguments.of(
            sinceIn("a").is(NodeState.DEGRADED).sayingItSince(EARLIER.plusSeconds(9)),
            EARLIER.plusSeconds(9)));
  }

  private static TestNode sinceIn(String name) {
    return staged(name).holdingSlotSince(EARLIER, true);
  }

  @ParameterizedTest
  @MethodSource("halting")
  void shouldSaySinceWhenItIsHaltedByWhatIsKnownOfTheFirstFailure(TestNode node, Instant since) {
    // Given
    TestNode later =
        sinceIn("b").verdict(new Verdict(Outcome.NOT_BACK, DIGEST, 1, NOW.toString(), ""));

    // When, Then
    assertThat(of(Kind.HALTED, TestPool.of(later, node, updated("c"))))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.since()).isEqualTo(since.toString());
          assertThat(entry.nodes()).containsExactly("a", "b");
        });
  }

  @Test
  void shouldNameNodesThatAnEarlierSlotLeftCordonedWhenTheyUseTheBudgetUp() {
    // When, Then
    assertThat(of(Kind.BUDGET, TestPool.of(staged("b")).beside("a")))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.object()).isEqualTo("Node/a");
          assertThat(entry.message())
              .isEqualTo("cordoned by us, and its slot is gone: it is mended");
        });
  }

  @Test
  void shouldNameTheNodeOfTheStepThatIsDownAndNotTheOneThatIsWell() {
    // Given
    Verdict success = new Verdict(Outcome.UPDATED, DIGEST, 1, EARLIER.toString(), null);
    TestPool pool =
        TestPool.of(
                updated("a").verdict(success),
                updated("b").verdict(success).notReadySince(NOW),
                staged("c"),
                staged("d"))
            .allowing("4")
            .inSteps(new RolloutSteps(List.of(new Step(2, false, Duration.ZERO, false)), null));

    // When, Then
    assertThat(of(Kind.NODE_NOT_READY, pool))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.nodes()).containsExactly("b");
          assertThat(entry.message()).isEqualTo("of the step that goes first, not Ready");
        });
  }

  @Test
  void shouldNameOnlyNodesOfTheControlPlaneThatAreAwayWhenAnotherWaitsForThem() {
    // Given
    TestPool pool =
        TestPool.of(
                updated("a").controlPlane(true).notReadySince(EARLIER),
                updated("b").controlPlane(true).cordoned(true),
                inFlight("c").controlPlane(true).notReadySince(NOW),
                staged("d").controlPlane(true),
                updated("e").notReadySince(EARLIER))
            .allowing("9")
            .beside("b")
            .beside(
                new Neighbour("n1", true, false, Readiness.NOT_READY),
                new Neighbour("n2", true, true, Readiness.NOT_READY),
                new Neighbour("n3", false, true, Readiness.READY),
                new Neighbour("n4", true, false, Readiness.READY));

    // When, Then
    assertThat(of(Kind.CONTROL_PLANE_TURN, pool))
        .extracting(BlockedBy::message, BlockedBy::nodes)
        .containsExactlyInAnyOrder(
            tuple("not Ready, and others wait for it", List.of("a", "n1")),
            tuple("cordoned by us, and its slot is gone: it is mended", List.of("b")),
            tuple("updated by another pool, and others wait for it", List.of("n2")));
  }

  @Test
  void shouldNameOnlyNodesOfTheRolloutItselfThatAreAwayWhenAnotherWaitsForThem() {
    // Given
    TestPool pool =
        TestPool.of(
                updated("a").notReadySince(EARLIER),
                staged("b"),
                updated("c").notReadySince(EARLIER))
            .allowing("9")
            .beside(
                new Neighbour("n1", false, true, Readiness.READY),
                new Neighbour("n2", true, true, Readiness.READY))
            .runBy(
                new Lifeline("x/a", "a", true, false),
                new Lifeline("x/b", "b", true, false),
                new Lifeline("x/n", "n1", true, false));

    // When, Then
    assertThat(of(Kind.OWN_BRAIN_LAST, pool))
        .extracting(BlockedBy::message, BlockedBy::nodes)
        .containsExactlyInAnyOrder(
            tuple("not Ready, and others wait for it", List.of("a")),
            tuple("updated by another pool, and others wait for it", List.of("n1")));
  }
}
