package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.TestNode;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A way for a planner to be wrong, by not seeing something; and how that comes to light. */
enum Defect {
  ONE_SLOT_TOO_MANY("slots are held", true),
  FORGETS_WHAT_IT_STARTED("slots are held", true),
  TAKES_CONTROL_PLANE_FOR_WORKERS("control-plane nodes hold slots", true),
  IGNORES_FOREIGN_CORDONS("unavailable after starting", false),
  STARTS_NODES_THAT_ARE_DOWN("down node|unavailable after starting", false),
  IGNORES_PAUSE("is started while paused", false),
  IGNORES_VERDICTS("had its attempt|is in: ", false),
  NEVER_STARTS_ANYTHING("could go on, and does not|is in: ", true);

  /** What the failed check says. */
  final String symptom;

  /** Whether it shows in the cluster itself; else in the plan, before it is carried out. */
  final boolean showsInCluster;

  Defect(String symptom, boolean showsInCluster) {
    this.symptom = symptom;
    this.showsInCluster = showsInCluster;
  }

  /** What a planner with this defect sees. */
  PoolView blind(PoolView view) {
    RolloutTarget target = view.target();
    return switch (this) {
      case ONE_SLOT_TOO_MANY ->
          withLimits(view, target.maxUnavailable().of(view.nodes().size()) + 1, target.pause());
      case FORGETS_WHAT_IT_STARTED -> new PoolView(target, view.nodes(), Set.of(), view.pause());
      case TAKES_CONTROL_PLANE_FOR_WORKERS -> each(view, node -> node.controlPlane(false));
      case IGNORES_FOREIGN_CORDONS -> each(view, node -> node.cordoned(false));
      case STARTS_NODES_THAT_ARE_DOWN -> each(view, TestNode::ready);
      case IGNORES_PAUSE -> new PoolView(withoutPause(target), view.nodes(), view.started(), null);
      case IGNORES_VERDICTS -> each(view, node -> node.verdict(null));
      case NEVER_STARTS_ANYTHING -> each(view, node -> node.notReadySince(null));
    };
  }

  private static RolloutTarget withoutPause(RolloutTarget target) {
    return new RolloutTarget(
        target.pool(), target.generation(), target.image(), target.maxUnavailable(), null);
  }

  private static PoolView withLimits(PoolView view, int budget, @Nullable Pause pause) {
    RolloutTarget target = view.target();
    return new PoolView(
        new RolloutTarget(
            target.pool(),
            target.generation(),
            target.image(),
            new MaxUnavailable(budget, false),
            pause),
        view.nodes(),
        view.started(),
        view.pause());
  }

  private static PoolView each(PoolView view, UnaryOperator<TestNode> change) {
    return new PoolView(
        view.target(),
        view.nodes().stream().map(node -> changed(node, change)).toList(),
        view.started(),
        view.pause());
  }

  private static NodeView changed(NodeView node, UnaryOperator<TestNode> change) {
    return change.apply(TestNode.like(node)).view();
  }
}
