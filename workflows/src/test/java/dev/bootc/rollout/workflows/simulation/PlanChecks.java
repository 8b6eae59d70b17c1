package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.OverallCap;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold for any plan, whatever the view. Written naively, on purpose. */
final class PlanChecks {
  private final PoolView view;
  private final Plan plan;
  private final List<String> start;

  private PlanChecks(PoolView view, Plan plan) {
    this.view = view;
    this.plan = plan;
    this.start = plan.orders().start();
  }

  static void check(
      Engine engine, PoolView view, Decision decision, Instant now, PoolOptions options) {
    PlanChecks checks = new PlanChecks(view, plan(decision));
    checks.checkHalt();
    checks.checkGates();
    checks.checkEachStart();
    checks.checkAge(now);
    checks.checkBudget();
    checks.checkCap();
    checks.checkControlPlane();
    checks.checkOrder(options.order(), now);
    checks.checkSteps(options.canary(), now);
    checks.checkAccounts();
    checks.checkSaysTheSameOnceCarriedOut(engine, now);
    checks.checkChangesOnlyWhenItSaysSo(engine, decision, now);
    checks.checkCompleted();
    checks.checkAnswers();
  }

  private static Plan plan(Decision decision) {
    return new Plan(decision.ordersAndAdoption(), decision.report());
  }

  /** Counted by what is written down, in slots and out of them. */
  private void checkHalt() {
    RolloutTarget target = view.target();
    int budget = target.maxUnavailable().of(view.nodes().size());
    int most =
        target.maxUnhealthy() == null
            ? Math.min(2, Math.max(1, budget))
            : target.maxUnhealthy().of(view.nodes().size());
    List<String> failed =
        view.nodes().stream()
            .filter(node -> node.desiredImage().equals(target.image()))
            .filter(node -> !runsTarget(node) || hasFailedAGate(node))
            .filter(node -> node.holdsSlot() || !isSkipped(node))
            .filter(this::wasBlamed)
            .map(NodeView::name)
            .toList();
    Invariant.HALT.check(
        start.isEmpty() || failed.size() < most, start + " are started after " + failed);
  }

  private static boolean hasFailedAGate(NodeView node) {
    return node.holdsSlot() && node.verdict() != null && node.verdict().isOfAGate();
  }

  /** Going back is for what is known already. */
  private void checkGates() {
    List<String> unasked =
        view.nodes().stream()
            .filter(node -> node.holdsSlot() && runsTarget(node))
            .filter(node ->
                node.gate() != null
                    && node.gate().state() == GateMark.State.ERROR
                    && node.gate().digest().equals(view.target().digest().text()))
            .map(NodeView::name)
            .toList();
    Invariant.GATE.check(
        start.isEmpty() || unasked.isEmpty() || view.target().undo() != null,
        start + " are started, and no gate can be asked about " + unasked);
  }

  private boolean wasBlamed(NodeView node) {
    Verdict verdict = node.verdict();
    return hadItsAttempt(node)
        && verdict != null
        && (node.holdsSlot() || verdict.outcome() != Verdict.Outcome.CANCELLED)
        && (node.holdsSlot() || !isInFlight(node));
  }

  private void checkEachStart() {
    Invariant.PLAN.check(Set.copyOf(start).size() == start.size(), "started twice in " + start);
    Map<String, NodeView> nodes = new HashMap<>();
    view.nodes().forEach(node -> nodes.put(node.name(), node));
    for (String name : start) {
      NodeView node = nodes.get(name);
      if (node == null) {
        throw new Violation(Invariant.PLAN, name + " is started and not in the pool");
      }
      checkStart(node);
    }
  }

  private void checkAge(Instant now) {
    MinimumAge age = view.target().minimumAge();
    Invariant.AGE.check(
        start.isEmpty()
            || age == null
            || (age.since() != null && !now.isBefore(age.since().plus(age.age()))),
        () -> start + " are started, and wanted is " + age);
  }

  private void checkStart(NodeView node) {
    String who = node.name() + " is started and ";
    Invariant.WISH.check(
        node.desiredImage().equals(view.target().image()), who + "asks for another image");
    Invariant.SLOT.check(node.state() == NodeState.STAGED, who + "is " + node.state());
    Invariant.BUDGET.check(!node.holdsSlot(), who + "holds a slot");
    Invariant.BUDGET.check(!view.started().contains(node.name()), who + "was started before");
    Invariant.BUDGET.check(node.readiness() != NodeView.Readiness.NOT_READY, who + "is down");
    Invariant.ONE_ATTEMPT.check(!hadItsAttempt(node), who + "had its attempt");
    Invariant.SKIP.check(!isSkipped(node), who + "somebody leaves it out");
    Invariant.APPROVAL.check(
        view.target().approval() == null
            || view.target().digest().text().equals(view.target().approval().digest()),
        who + "nobody has approved its image");
    Invariant.WISH.check(
        view.pause() == null && view.target().pause() == null, who + "the pool is paused");
  }

  private void checkBudget() {
    int budget = view.target().maxUnavailable().of(view.nodes().size());
    Set<String> unavailable = new TreeSet<>(view.surroundings().stranded());
    unavailableOnceStarted().forEach(node -> unavailable.add(node.name()));
    Invariant.BUDGET.check(
        start.isEmpty() || unavailable.size() <= budget,
        () ->
            "unavailable once %s are started, with a budget of %d: %s"
                .formatted(start, budget, unavailable));
  }

  private void checkCap() {
    OverallCap cap = view.surroundings().overall();
    if (cap == null || start.isEmpty()) {
      return;
    }
    Set<String> unavailable = new TreeSet<>(view.surroundings().stranded());
    unavailableOnceStarted().forEach(node -> unavailable.add(node.name()));
    cap.away().forEach(node -> unavailable.add(node.name()));
    Invariant.CAP.check(
        unavailable.size() <= cap.limit().of(cap.nodes()),
        () -> "of all pools, once %s are started: %s".formatted(start, unavailable));
  }

  private void checkControlPlane() {
    List<NodeView> unavailable =
        view.nodes().stream()
            .filter(NodeView::controlPlane)
            .filter(node ->
                isInFlight(node)
                    || node.readiness() == NodeView.Readiness.NOT_READY
                    || view.surroundings().stranded().contains(node.name()))
            .toList();
    Invariant.CONTROL_PLANE.check(
        unavailable.size() <= 1
            || unavailable.stream().noneMatch(node -> start.contains(node.name())),
        () -> "unavailable together once " + start + " are started: " + unavailable);
    List<String> away =
        view.surroundings().neighbours().stream()
            .filter(Neighbour::controlPlane)
            .filter(node -> node.holdsSlot() || node.readiness() == NodeView.Readiness.NOT_READY)
            .map(Neighbour::name)
            .toList();
    Invariant.CONTROL_PLANE.check(
        away.isEmpty()
            || view.nodes().stream()
                .noneMatch(node -> node.controlPlane() && start.contains(node.name())),
        start + " are started beside " + away + " of another pool");
  }

  private void checkOrder(@Nullable SimulatedOrder order, Instant now) {
    if (order == null || start.isEmpty()) {
      return;
    }
    List<NodeView> toGo =
        view.nodes().stream().filter(node -> isStillToGo(node) && !isLeftOut(node, now)).toList();
    for (NodeView node : view.nodes()) {
      for (NodeView other : start.contains(node.name()) ? toGo : List.<NodeView>of()) {
        Invariant.ORDER.check(
            !order.isBefore(other.name(), other.controlPlane(), node.name(), node.controlPlane()),
            node.name() + " is started before " + other.name() + " with " + order);
      }
    }
  }

  private void checkSteps(@Nullable SimulatedCanary canary, Instant now) {
    if (canary == null || start.isEmpty() || view.target().undo() != null) {
      return;
    }
    RolloutTarget target = view.target();
    List<NodeView> tried =
        view.nodes().stream()
            .filter(node ->
                isInFlight(node)
                    || (node.desiredImage().equals(target.image())
                        && (runsTarget(node) || !isSkipped(node))
                        && node.verdict() != null
                        && node.verdict().digest().equals(target.digest().text())
                        && node.verdict().outcome() != Verdict.Outcome.CANCELLED))
            .toList();
    List<Instant> updated =
        tried.stream()
            .filter(node -> !isInFlight(node) && runsTarget(node))
            .filter(node -> node.readiness() != NodeView.Readiness.NOT_READY)
            .flatMap(node -> Optional.ofNullable(node.verdict()).stream())
            .flatMap(verdict -> verdict.time().stream())
            .sorted()
            .toList();
    Invariant.STEP.check(
        canary.lets(tried.size(), view.nodes().size(), updated, isApproved(target), now),
        () -> start + " are started with " + canary + ", and updated are " + updated);
  }

  private static boolean isApproved(RolloutTarget target) {
    return Optional.ofNullable(target.steps())
        .flatMap(steps -> Optional.ofNullable(steps.approval()))
        .filter(approval -> target.digest().text().endsWith(approval.digits()))
        .isPresent();
  }

  private boolean isStillToGo(NodeView node) {
    return !isInFlight(node)
        && !isSkipped(node)
        && !runsTarget(node)
        && !hadItsAttempt(node)
        && node.state() != NodeState.DEGRADED
        && node.readiness() != NodeView.Readiness.NOT_READY;
  }

  private boolean isLeftOut(NodeView node, Instant now) {
    LeftOut mark = node.leftOut();
    return mark != null
        && mark.generation() == view.target().generation()
        && now.isBefore(mark.until());
  }

  private List<NodeView> unavailableOnceStarted() {
    return view.nodes().stream()
        .filter(node -> isInFlight(node) || node.seenUnavailable())
        .toList();
  }

  private boolean isInFlight(NodeView node) {
    return node.holdsSlot() || start.contains(node.name()) || mayTakeItsSlotYet(node);
  }

  private boolean mayTakeItsSlotYet(NodeView node) {
    return view.started().contains(node.name()) && !runsTarget(node) && !hadItsAttempt(node);
  }

  private boolean isSkipped(NodeView node) {
    return node.skip() != null && node.skip().digest().equals(view.target().digest().text());
  }

  private boolean runsTarget(NodeView node) {
    return node.state() == NodeState.UP_TO_DATE
        && node.desiredImage().equals(view.target().image());
  }

  /** It failed, or succeeded and left the image again by itself. */
  private boolean hadItsAttempt(NodeView node) {
    return node.verdict() != null
        && node.verdict().digest().equals(view.target().digest().text())
        && node.verdict().isFailure();
  }

  private void checkAccounts() {
    Report report = plan.report();
    Report.Counts counts = report.counts();
    int sum =
        counts.updated()
            + counts.inFlight()
            + counts.staged()
            + counts.preparing()
            + counts.failed()
            + counts.skipped();
    Invariant.PLAN.check(sum == counts.total(), () -> counts + " do not add up");
    Invariant.PLAN.check(
        report.waiting().stream().mapToInt(WaitingNodes::count).sum()
            == counts.staged() + counts.preparing(),
        () -> "not every node that waits has a reason: " + report.waiting());
    String message = report.message();
    Invariant.PLAN.check(
        !message.isBlank() && !message.contains("\n") && message.length() < 2_000,
        "not a line: " + message);
  }

  /** Where nothing is under way and nothing comes by itself, something is said to be in the way. */
  private void checkAnswers() {
    List<BlockedBy> blockedBy = plan.report().blockedBy();
    Invariant.ANSWER.check(
        blockedBy.size() <= 20
            && blockedBy.stream()
                .allMatch(entry -> entry.nodes().size() <= 10 && !entry.nextAction().isBlank()),
        () -> "more than fits, or without a next action: " + blockedBy);
    boolean anyLeft = view.nodes().stream().anyMatch(node -> !runsTarget(node) && !isSkipped(node));
    boolean anyMoves =
        view.nodes().stream()
            .anyMatch(node -> isInFlight(node) || (!runsTarget(node) && mayMove(node)));
    Invariant.ANSWER.check(
        !anyLeft || anyMoves || !blockedBy.isEmpty(),
        "nothing says why nothing happens: " + plan.report().message());
  }

  private boolean mayMove(NodeView node) {
    if (!node.desiredImage().equals(view.target().image())) {
      return true;
    }
    return switch (node.state()) {
      case PENDING, STAGING, REBOOTING -> true;
      case STAGED, DEGRADED, UP_TO_DATE -> false;
    };
  }

  private void checkSaysTheSameOnceCarriedOut(Engine engine, Instant now) {
    Set<String> started = new HashSet<>(view.started());
    plan.orders().settled().forEach(started::remove);
    started.addAll(start);
    PoolView after = view.with(view.target(), view.nodes(), started);
    Plan next = plan(engine.decide(after, now));
    Invariant.PLAN.check(
        next.orders().start().isEmpty() && next.report().equals(plan.report()),
        () -> "once " + plan + " is carried out it is " + next);
  }

  private void checkChangesOnlyWhenItSaysSo(Engine engine, Decision decision, Instant now) {
    Instant later =
        decision
            .holdsUntil()
            .map(until -> until.minusNanos(1))
            .orElse(now.plus(Duration.ofDays(1)));
    Plan then = plan(engine.decide(view, later));
    Invariant.PLAN.check(then.equals(plan), () -> "at " + later + " " + plan + " is " + then);
  }

  private void checkCompleted() {
    Invariant.SUCCESS.check(
        (plan.phase() != RolloutPhase.COMPLETED && plan.phase() != RolloutPhase.ROLLED_BACK)
            || view.nodes().stream()
                .allMatch(node -> (runsTarget(node) || isSkipped(node)) && !node.holdsSlot()),
        () -> "completed with " + view.nodes());
  }
}
