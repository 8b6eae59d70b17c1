package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is in the way of nodes that wait for others: whoever of those is away for another reason
 * than this rollout. One that it updates just now is none; it has its own entry where it is held.
 */
final class SharedObstacles {
  private static final String STRANDED = "cordoned by us, and its slot is gone: it is mended";

  private final Situation situation;
  private final String pool;

  SharedObstacles(Situation situation) {
    this.situation = situation;
    this.pool = situation.target().pool();
  }

  /** Nodes that use the budget up. */
  List<Obstacle> budget() {
    List<Obstacle> found = new ArrayList<>();
    for (NodeView node : situation.nodes()) {
      if (situation.isTaken(node) || StrandedNodes.include(situation, node)) {
        continue;
      }
      if (node.readiness() == Readiness.NOT_READY) {
        found.add(
            of(
                Kind.BUDGET,
                node.name(),
                node.notReadySince(),
                "not Ready, and uses the budget up"));
      } else if (node.cordoned()) {
        found.add(
            of(Kind.BUDGET, node.name(), null, "cordoned, not by us, and uses the budget up")
                .doing(NextAction.uncordon(node.name())));
      }
    }
    found.addAll(stranded());
    return found;
  }

  /** Nodes of any pool that use up what all pools share, or that there is nothing to share. */
  List<Obstacle> clusterCap(String text) {
    OverallCap cap = situation.surroundings().overall();
    if (cap == null || cap.most() == 0) {
      Thing thing = Thing.pool(pool);
      String action = NextAction.of(Kind.CLUSTER_CAP, thing, pool);
      return List.of(Obstacle.ofPool(Kind.CLUSTER_CAP, thing, null, text, action));
    }
    List<Obstacle> found =
        new ArrayList<>(budget().stream().map(one -> one.as(Kind.CLUSTER_CAP)).toList());
    for (OverallCap.Away node : cap.away()) {
      String what =
          switch (node.why()) {
            case UPDATED -> "updated by another pool";
            case NOT_READY -> "of another pool, not Ready";
            case CORDONED -> "of another pool, cordoned, not by us";
          };
      found.add(
          of(
              Kind.CLUSTER_CAP,
              node.name(),
              null,
              what + ", and uses up what all pools may have unavailable"));
    }
    return found;
  }

  /** Nodes of which a cordon of ours is all that is left of a slot. */
  List<Obstacle> stranded() {
    return StrandedNodes.of(situation).stream()
        .map(name -> of(Kind.BUDGET, name, null, STRANDED))
        .toList();
  }

  /** Nodes of a step that were updated and went down: nobody else is tried before they are back. */
  List<Obstacle> steps() {
    Set<String> tried = StepGate.tried(situation);
    return situation.nodes(Standing.UPDATED).stream()
        .filter(node -> tried.contains(node.name()) && node.readiness() == Readiness.NOT_READY)
        .map(node -> Obstacle.notReady(node, "of the step that goes first, not Ready", pool))
        .toList();
  }

  /** Control-plane and etcd nodes that are away. */
  List<Obstacle> controlPlane() {
    return away(Kind.CONTROL_PLANE_TURN, NodeView::controlPlane, Neighbour::controlPlane);
  }

  /** Nodes that the rollout runs on and that are away, and its pods that are not Ready. */
  List<Obstacle> lifelines() {
    Set<String> names = situation.surroundings().lifelineNodes();
    List<Obstacle> found =
        new ArrayList<>(
            away(
                Kind.OWN_BRAIN_LAST,
                node -> names.contains(node.name()),
                node -> names.contains(node.name())));
    Turns.in(situation).awaitedPods().stream().map(this::pod).forEach(found::add);
    return found;
  }

  private List<Obstacle> away(
      Kind kind, Predicate<NodeView> concerns, Predicate<Neighbour> concernsNeighbour) {
    List<Obstacle> found = new ArrayList<>();
    situation.nodes().stream()
        .filter(concerns)
        .filter(node -> !situation.isTaken(node) && !StrandedNodes.include(situation, node))
        .filter(node -> node.readiness() == Readiness.NOT_READY)
        .map(node ->
            of(kind, node.name(), node.notReadySince(), "not Ready, and others wait for it"))
        .forEach(found::add);
    situation.nodes().stream()
        .filter(concerns)
        .filter(node -> StrandedNodes.include(situation, node))
        .map(node -> of(kind, node.name(), null, STRANDED))
        .forEach(found::add);
    for (Neighbour node : situation.surroundings().neighbours()) {
      if (concernsNeighbour.test(node) && node.holdsSlot()) {
        found.add(of(kind, node.name(), null, "updated by another pool, and others wait for it"));
      } else if (concernsNeighbour.test(node) && node.readiness() == Readiness.NOT_READY) {
        found.add(of(kind, node.name(), null, "not Ready, and others wait for it"));
      }
    }
    return found;
  }

  private Obstacle pod(Surroundings.Lifeline lifeline) {
    String[] names = lifeline.name().split("/", 2);
    Thing pod = new Thing("Pod", names[0], names[names.length - 1]);
    return new Obstacle(
        Kind.OWN_BRAIN_LAST,
        pod,
        List.of(),
        null,
        "pod "
            + lifeline.name()
            + " is not Ready, and the nodes of Temporal, its database and the"
            + " operator wait for it",
        NextAction.of(Kind.OWN_BRAIN_LAST, pod, pool));
  }

  private Obstacle of(Kind kind, String node, @Nullable Instant since, String text) {
    return Obstacle.ofNode(kind, node, since, text, pool);
  }
}
