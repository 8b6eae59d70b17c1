package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.OverallCap;
import dev.bootc.rollout.workflows.plan.OverallCap.Away;
import dev.bootc.rollout.workflows.plan.OverallCap.Why;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who of other pools uses up what the operator lets be unavailable of all of them. Goes through all
 * nodes at each look, and is therefore asked only where there is such a limit; what is kept from
 * look to look might lack the mark that somebody waits for to be seen.
 */
final class OverallLook {
  private final ClusterCache cluster;
  private final @Nullable MaxUnavailable limit;

  /**
   * @param limit absent where nothing limits all pools together
   */
  OverallLook(ClusterCache cluster, @Nullable MaxUnavailable limit) {
    this.cluster = cluster;
    this.limit = limit;
  }

  /** As a pool with those nodes sees it; absent where there is no limit. */
  @Nullable OverallCap beside(NodesOfPool.Seen own) {
    if (limit == null) {
      return null;
    }
    List<Away> away = new ArrayList<>();
    int nodes = own.names().size();
    for (BootcNode member : cluster.bootcNodes()) {
      String name = member.getMetadata().getName();
      if (!own.names().contains(name)) {
        nodes++;
        why(member, cluster.node(name)).ifPresent(reason -> away.add(new Away(name, reason)));
      }
    }
    for (Node node : cluster.nodes()) {
      String name = node.getMetadata().getName();
      if (CordonFacts.keepsDown(node)
          && !own.stranded().contains(name)
          && cluster.bootcNode(name).isEmpty()) {
        away.add(new Away(name, Why.UPDATED));
      }
    }
    away.sort(Comparator.comparing(Away::name));
    return new OverallCap(limit, nodes, away);
  }

  /** As for a node of the pool itself, where there is no Node nobody can say that it is up. */
  private static Optional<Why> why(BootcNode member, Optional<Node> node) {
    if (NodeFacts.holdsSlot(member) || node.filter(CordonFacts::keepsDown).isPresent()) {
      return Optional.of(Why.UPDATED);
    }
    if (node.map(NodeViews::readiness).orElse(Readiness.NOT_READY) == Readiness.NOT_READY) {
      return Optional.of(Why.NOT_READY);
    }
    return node.filter(NodeFacts::cordoned).map(_ -> Why.CORDONED);
  }
}
