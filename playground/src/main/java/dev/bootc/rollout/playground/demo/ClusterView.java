package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is shown, as the API server has it at one moment. */
record ClusterView(Optional<BootcNodePool> pool, List<Node> nodes, Map<String, BootcNode> updates) {

  ClusterView {
    nodes =
        nodes.stream().sorted(Comparator.comparing(node -> node.getMetadata().getName())).toList();
    updates = Map.copyOf(updates);
  }

  Optional<BootcNode> update(String node) {
    return Optional.ofNullable(updates.get(node));
  }

  Optional<RolloutStatus> rollout() {
    return pool.flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.rollout()));
  }
}
