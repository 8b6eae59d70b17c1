package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.MaxUnhealthy;
import dev.bootc.rollout.workflows.plan.NodeOrder;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Surroundings;
import dev.bootc.rollout.workflows.plan.TestNode;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A way for a planner to be wrong: by not seeing something. */
@SuppressWarnings("ImmutableEnumChecker") // Functions without state.
enum Blindness {
  ONE_SLOT_TOO_MANY(Invariant.BUDGET, view -> allowing(view, budget(view) + 1)),
  ROUNDS_A_PERCENTAGE_UP_TWICE(
      Invariant.BUDGET,
      view -> view.target().maxUnavailable().percent() ? allowing(view, budget(view) + 1) : view),
  FORGETS_WHAT_IT_STARTED(Invariant.PLAN, view -> view.with(view.target(), view.nodes(), Set.of())),
  TAKES_CONTROL_PLANE_FOR_WORKERS(Invariant.CONTROL_PLANE, each(node -> node.controlPlane(false))),
  SEES_NO_CONTROL_PLANE_OF_OTHER_POOLS(
      Invariant.CONTROL_PLANE,
      view ->
          new PoolView(
              view.target(), view.nodes(), view.started(), view.pause(), Surroundings.NONE)),
  STOPS_ONE_FAILURE_TOO_LATE(
      Invariant.HALT, view -> with(view, haltingAt(view.target(), 1 + mostUnhealthy(view)))),
  COUNTS_NO_FAILURE_OUTSIDE_A_SLOT(
      Invariant.HALT,
      changing(
          node -> !node.holdsSlot() && node.verdict() != null && node.verdict().isFailure(),
          node -> node.cancelledInsteadOfFailed())),
  IGNORES_FOREIGN_CORDONS(Invariant.BUDGET, each(node -> node.cordoned(false))),
  COUNTS_NO_CORDON_THAT_A_SLOT_LEFT(
      Invariant.BUDGET,
      view ->
          new PoolView(
              view.target(),
              view.nodes(),
              view.started(),
              view.pause(),
              new Surroundings(view.surroundings().neighbours(), view.surroundings().lifelines()))),
  STARTS_NODES_THAT_ARE_DOWN(Invariant.BUDGET, each(TestNode::ready)),
  IGNORES_A_PAUSE_BY_SIGNAL(
      Invariant.WISH,
      view -> new PoolView(view.target(), view.nodes(), view.started(), null, view.surroundings())),
  IGNORES_A_PAUSE_BY_FIELD(
      Invariant.WISH, view -> with(view, limited(view.target(), view.target().maxUnavailable()))),
  NEEDS_NOBODYS_APPROVAL(Invariant.APPROVAL, view -> with(view, approved(view.target()))),
  SEES_NO_GATE_THAT_CANNOT_BE_ASKED(Invariant.GATE, each(node -> node.gate(null))),
  SEES_NO_SKIPPED_NODE(Invariant.SKIP, each(node -> node.skipped(null))),
  IGNORES_VERDICTS(Invariant.ONE_ATTEMPT, each(node -> node.verdict(null))),
  TAKES_A_DEGRADED_NODE_FOR_A_STAGED_ONE(
      Invariant.SLOT, each(NodeState.DEGRADED, node -> node.is(NodeState.STAGED))),
  TAKES_A_NODE_THAT_CANNOT_STAGE_FOR_ONE_THAT_STAGES(
      Invariant.ANSWER, each(NodeState.DEGRADED, node -> node.is(NodeState.STAGING))),
  TAKES_A_STAGED_NODE_FOR_AN_UPDATED_ONE(
      Invariant.SUCCESS, each(NodeState.STAGED, node -> node.is(NodeState.UP_TO_DATE))),
  SEES_NO_NODE_THAT_ASKS_FOR_ANOTHER_IMAGE(
      Invariant.WISH, view -> each(node -> node.desiring(view.target().image())).apply(view)),
  SEES_NO_ZONES(Invariant.ZONE, each(TestNode::inNoZone)),
  SEES_NO_LABELS(Invariant.ORDER, each(TestNode::inTheFirstGroup)),
  TAKES_WORKERS_FIRST(
      Invariant.ORDER,
      view ->
          with(
              view,
              inOrder(
                  view.target(),
                  view.target().order() == null ? null : workersFirst(view.target().order())))),
  SEES_NO_DEPENDENCY(
      Invariant.DEPENDS,
      view ->
          new PoolView(
              view.target(),
              view.nodes(),
              view.started(),
              view.pause(),
              new Surroundings(
                  view.surroundings().neighbours(),
                  view.surroundings().lifelines(),
                  view.surroundings().refusals(),
                  view.surroundings().stranded()))),
  SEES_NO_NODE_THAT_A_SLOT_LEFT_CORDONED(
      Invariant.BUDGET,
      view ->
          new PoolView(
              view.target(),
              view.nodes(),
              view.started(),
              view.pause(),
              new Surroundings(
                  view.surroundings().neighbours(),
                  view.surroundings().lifelines(),
                  view.surroundings().refusals(),
                  Set.of(),
                  view.surroundings().awaited(),
                  view.surroundings().overall(),
                  view.surroundings().inVain()))),
  SEES_NO_STEPS(Invariant.STEP, view -> with(view, inSteps(view.target(), null))),
  LETS_NO_STEP_SOAK(
      Invariant.STEP,
      view ->
          with(
              view,
              inSteps(
                  view.target(),
                  view.target().steps() == null ? null : withoutSoak(view.target().steps())))),
  SEES_NO_WINDOWS(Invariant.WINDOW, view -> with(view, during(view.target(), null))),
  STARTS_WHAT_DOES_NOT_END_INSIDE_THE_WINDOW(
      Invariant.WINDOW,
      view ->
          with(
              view,
              during(
                  view.target(),
                  view.target().windows() == null
                      ? null
                      : hasty(view.target().windows(), Duration.ofMillis(1))))),
  OPENS_NO_WINDOW_AGAIN(
      Invariant.REST,
      view ->
          with(
              view,
              during(
                  view.target(),
                  view.target().windows() == null
                      ? null
                      : hasty(view.target().windows(), Duration.ofDays(1))))),
  TAKES_THE_WAY_BACK_FOR_A_TRY(Invariant.REST, view -> with(view, aTry(view.target()))),
  SEES_NO_OTHER_POOL_UNDER_THEIR_LIMIT(
      Invariant.CAP,
      view ->
          new PoolView(
              view.target(),
              view.nodes(),
              view.started(),
              view.pause(),
              new Surroundings(
                  view.surroundings().neighbours(),
                  view.surroundings().lifelines(),
                  view.surroundings().refusals(),
                  view.surroundings().stranded(),
                  view.surroundings().awaited()))),
  TAKES_ANY_AGE(Invariant.AGE, view -> with(view, ofAnyAge(view.target()))),
  SEES_NO_LIMIT_OF_STAGING(Invariant.STAGING, view -> with(view, stagingAtOnce(view.target()))),
  NEVER_STARTS_ANYTHING(Invariant.REST, each(node -> node.notReadySince(null)));

  /** What must bring it to light. */
  final Invariant caughtBy;

  private final UnaryOperator<PoolView> blind;

  Blindness(Invariant caughtBy, UnaryOperator<PoolView> blind) {
    this.caughtBy = caughtBy;
    this.blind = blind;
  }

  /** An engine whose planner is blind in this way. */
  Engine engine() {
    return Engine.REAL.seeing(blind);
  }

  private static int budget(PoolView view) {
    return view.target().maxUnavailable().of(view.nodes().size());
  }

  private static PoolView allowing(PoolView view, int budget) {
    RolloutTarget target = view.target();
    MaxUnavailable limit = new MaxUnavailable(budget, false);
    return with(view, limited(target, limit, target.pause(), target.maxUnhealthy()));
  }

  private static int mostUnhealthy(PoolView view) {
    return Math.min(2, Math.max(1, budget(view)));
  }

  private static RolloutTarget haltingAt(RolloutTarget target, int failures) {
    MaxUnhealthy most = new MaxUnhealthy(failures, false);
    return limited(target, target.maxUnavailable(), target.pause(), most);
  }

  private static RolloutTarget during(RolloutTarget target, @Nullable Windows windows) {
    return asking(target, windows, target.order(), target.steps(), target.approval());
  }

  private static RolloutTarget inOrder(RolloutTarget target, @Nullable NodeOrder order) {
    return asking(target, target.windows(), order, target.steps(), target.approval());
  }

  private static NodeOrder workersFirst(NodeOrder order) {
    return new NodeOrder(false, order.label(), order.values(), order.oneZone());
  }

  private static RolloutTarget inSteps(RolloutTarget target, @Nullable RolloutSteps steps) {
    return asking(target, target.windows(), target.order(), steps, target.approval());
  }

  private static RolloutSteps withoutSoak(RolloutSteps steps) {
    return new RolloutSteps(
        steps.steps().stream()
            .map(step ->
                new RolloutSteps.Step(step.value(), step.percent(), Duration.ZERO, step.approval()))
            .toList(),
        steps.approval());
  }

  private static Windows hasty(Windows windows, Duration expected) {
    return new Windows(windows.open(), windows.except(), expected, windows.override(), false);
  }

  /** Without the pause. */
  private static RolloutTarget limited(RolloutTarget target, MaxUnavailable limit) {
    return limited(target, limit, null, target.maxUnhealthy());
  }

  private static RolloutTarget limited(
      RolloutTarget target,
      MaxUnavailable maxUnavailable,
      @Nullable Pause pause,
      @Nullable MaxUnhealthy maxUnhealthy) {
    return new RolloutTarget(
        target.pool(),
        target.poolUid(),
        target.generation(),
        target.image(),
        maxUnavailable,
        pause,
        maxUnhealthy,
        target.windows(),
        target.order(),
        target.steps(),
        target.approval(),
        target.undo(),
        target.maxStaging(),
        target.minimumAge(),
        target.verbs());
  }

  private static RolloutTarget approved(RolloutTarget target) {
    return asking(target, target.windows(), target.order(), target.steps(), null);
  }

  private static RolloutTarget asking(
      RolloutTarget target,
      @Nullable Windows windows,
      @Nullable NodeOrder order,
      @Nullable RolloutSteps steps,
      @Nullable ManualApproval approval) {
    return new RolloutTarget(
        target.pool(),
        target.poolUid(),
        target.generation(),
        target.image(),
        target.maxUnavailable(),
        target.pause(),
        target.maxUnhealthy(),
        windows,
        order,
        steps,
        approval,
        target.undo(),
        target.maxStaging(),
        target.minimumAge(),
        target.verbs());
  }

  private static RolloutTarget aTry(RolloutTarget target) {
    return new RolloutTarget(
        target.pool(),
        target.poolUid(),
        target.generation(),
        target.image(),
        target.maxUnavailable(),
        target.pause(),
        target.maxUnhealthy(),
        target.windows(),
        target.order(),
        target.steps(),
        target.approval(),
        null,
        target.maxStaging(),
        target.minimumAge(),
        target.verbs());
  }

  private static RolloutTarget stagingAtOnce(RolloutTarget target) {
    return new RolloutTarget(
        target.pool(),
        target.poolUid(),
        target.generation(),
        target.image(),
        target.maxUnavailable(),
        target.pause(),
        target.maxUnhealthy(),
        target.windows(),
        target.order(),
        target.steps(),
        target.approval(),
        target.undo(),
        null,
        target.minimumAge(),
        target.verbs());
  }

  private static RolloutTarget ofAnyAge(RolloutTarget target) {
    return new RolloutTarget(
        target.pool(),
        target.poolUid(),
        target.generation(),
        target.image(),
        target.maxUnavailable(),
        target.pause(),
        target.maxUnhealthy(),
        target.windows(),
        target.order(),
        target.steps(),
        target.approval(),
        target.undo(),
        target.maxStaging(),
        null,
        target.verbs());
  }

  private static PoolView with(PoolView view, RolloutTarget target) {
    return view.with(target, view.nodes(), view.started());
  }

  private static UnaryOperator<PoolView> each(UnaryOperator<TestNode> change) {
    return changing(node -> true, change);
  }

  private static UnaryOperator<PoolView> each(NodeState state, UnaryOperator<TestNode> change) {
    return changing(node -> node.state() == state, change);
  }

  private static UnaryOperator<PoolView> changing(
      Predicate<NodeView> which, UnaryOperator<TestNode> change) {
    return view ->
        view.with(
            view.target(),
            view.nodes().stream()
                .map(node -> which.test(node) ? change.apply(TestNode.like(node)).view() : node)
                .toList(),
            view.started());
  }
}
