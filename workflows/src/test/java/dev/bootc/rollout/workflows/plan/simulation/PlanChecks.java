package dev.bootc.rollout.workflows.plan.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold for any plan, whatever the view. Written naively, on purpose. */
final class PlanChecks {
  private PlanChecks() {}

  static void check(Planner planner, PoolView view, Plan plan, Instant now) {
    Map<String, NodeView> nodes = new HashMap<>();
    view.nodes().forEach(node -> nodes.put(node.name(), node));
    checkEachStart(view, plan, nodes);
    checkBudget(view, plan);
    checkControlPlane(view, plan);
    checkAccounts(plan);
    checkSaysTheSameOnceCarriedOut(planner, view, plan, now);
    checkChangesOnlyWhenItSaysSo(planner, view, plan, now);
    if (plan.phase() == RolloutPhase.COMPLETED) {
      checkCompleted(view);
    }
  }

  private static void checkEachStart(PoolView view, Plan plan, Map<String, NodeView> nodes) {
    assertThat(plan.start()).as("starts").doesNotHaveDuplicates();
    for (String name : plan.start()) {
      NodeView node = nodes.get(name);
      assertThat(node).as("started %s is in the pool", name).isNotNull();
      assertThat(node.desiredImage()).as("image of %s", name).isEqualTo(view.target().image());
      assertThat(node.state()).as("state of started %s", name).isEqualTo(NodeState.STAGED);
      assertThat(node.holdsSlot()).as("%s holds a slot", name).isFalse();
      assertThat(view.started()).as("%s is started twice", name).doesNotContain(name);
      assertThat(node.readiness())
          .as("down node %s is started", name)
          .isNotEqualTo(NodeView.Readiness.NOT_READY);
      assertThat(hadItsAttempt(view, node)).as("%s had its attempt", name).isFalse();
      assertThat(view.pause() == null && view.target().pause() == null)
          .as("%s is started while paused", name)
          .isTrue();
    }
  }

  private static void checkBudget(PoolView view, Plan plan) {
    if (!plan.start().isEmpty()) {
      assertThat(unavailableOnceStarted(view, plan))
          .as("unavailable after starting %s", plan.start())
          .hasSizeLessThanOrEqualTo(view.target().maxUnavailable().of(view.nodes().size()));
    }
  }

  private static void checkControlPlane(PoolView view, Plan plan) {
    List<NodeView> unavailable =
        unavailableOnceStarted(view, plan).stream().filter(NodeView::controlPlane).toList();
    if (unavailable.stream().anyMatch(node -> plan.start().contains(node.name()))) {
      assertThat(unavailable).as("control-plane nodes unavailable together").hasSize(1);
    }
  }

  private static List<NodeView> unavailableOnceStarted(PoolView view, Plan plan) {
    return view.nodes().stream()
        .filter(node ->
            node.holdsSlot()
                || node.seenUnavailable()
                || plan.start().contains(node.name())
                || mayTakeItsSlotYet(view, node))
        .toList();
  }

  private static boolean mayTakeItsSlotYet(PoolView view, NodeView node) {
    return view.started().contains(node.name())
        && !runsTarget(view, node)
        && !hadItsAttempt(view, node);
  }

  private static boolean runsTarget(PoolView view, NodeView node) {
    return node.state() == NodeState.UP_TO_DATE
        && node.desiredImage().equals(view.target().image());
  }

  private static boolean hadItsAttempt(PoolView view, NodeView node) {
    return node.verdict() != null
        && node.verdict().isFailure()
        && node.verdict().digest().equals(view.target().digest().text());
  }

  private static void checkAccounts(Plan plan) {
    Plan.Counts counts = plan.counts();
    assertThat(
            counts.updated()
                + counts.inFlight()
                + counts.staged()
                + counts.preparing()
                + counts.failed())
        .as("sum of %s", counts)
        .isEqualTo(counts.total());
    assertThat(plan.waiting().stream().mapToInt(WaitingNodes::count).sum())
        .as("nodes with a reason to wait in %s", plan.waiting())
        .isEqualTo(counts.staged() + counts.preparing());
    assertThat(plan.message()).isNotBlank().doesNotContain("\n").hasSizeLessThan(2_000);
  }

  private static void checkSaysTheSameOnceCarriedOut(
      Planner planner, PoolView view, Plan plan, Instant now) {
    Set<String> started = new HashSet<>(view.started());
    plan.settled().forEach(started::remove);
    started.addAll(plan.start());
    Plan next = planner.plan(new PoolView(view.target(), view.nodes(), started, view.pause()), now);
    assertThat(next.start()).as("starts once %s were started", plan.start()).isEmpty();
    assertThat(next.message()).isEqualTo(plan.message());
    assertThat(next.phase()).isEqualTo(plan.phase());
  }

  private static void checkChangesOnlyWhenItSaysSo(
      Planner planner, PoolView view, Plan plan, Instant now) {
    Instant until = plan.lookAgainAt();
    Instant later = until == null ? now.plus(Duration.ofDays(1)) : until.minusNanos(1);
    assertThat(planner.plan(view, later)).as("the plan at %s", later).isEqualTo(plan);
  }

  private static void checkCompleted(PoolView view) {
    assertThat(view.nodes())
        .as("nodes of a completed pool")
        .allMatch(node -> node.desiredImage().equals(view.target().image()))
        .allMatch(node -> node.state() == NodeState.UP_TO_DATE)
        .noneMatch(NodeView::holdsSlot);
  }
}
