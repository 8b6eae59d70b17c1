package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the members of a pool differ from those that its spec asks for.
 *
 * @param settled members that need nothing
 * @param changes what has to be written, by node name
 * @param conflicts nodes that match but are owned by another pool, with that pool's name
 * @param leftOut nodes that match but are no machines that run bootc, with the label that says so
 */
record MembershipDiff(
    List<BootcNode> settled,
    List<Change> changes,
    SortedMap<String, String> conflicts,
    SortedMap<String, String> leftOut) {

  /** One node's part of it. */
  sealed interface Change {
    /** The node's name. */
    default String name() {
      return switch (this) {
        case Join join -> join.node().getMetadata().getName();
        case Mend mend -> MembershipDiff.name(mend.bootcNode());
        case Leave leave -> MembershipDiff.name(leave.bootcNode());
      };
    }

    /** A node that matches and has no BootcNode. */
    record Join(Node node) implements Change {}

    /**
     * A member whose label, owner or copy of the pool's spec is not as it must be.
     *
     * @param node absent where only its BootcNode is left
     */
    record Mend(BootcNode bootcNode, Node node) implements Change {}

    /**
     * A member whose node no longer matches, is gone, or is another one of the name.
     *
     * @param node absent where it is gone
     */
    record Leave(BootcNode bootcNode, @Nullable Node node) implements Change {}
  }

  MembershipDiff {
    settled = List.copyOf(settled);
    changes = List.copyOf(changes);
  }

  /** Compares what is with what the pool asks for. A pure function. */
  static MembershipDiff of(
      BootcNodePool pool, CheckedSpec.Valid spec, List<Node> nodes, List<BootcNode> bootcNodes) {
    Map<String, BootcNode> byName =
        bootcNodes.stream().collect(Collectors.toMap(MembershipDiff::name, Function.identity()));
    SortedMap<String, String> leftOut = new TreeMap<>();
    SortedMap<String, Node> matching = matching(spec, nodes, leftOut);

    PoolCopy copy = PoolCopy.of(spec);
    List<BootcNode> settled = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    SortedMap<String, String> conflicts = new TreeMap<>();
    matching.forEach((name, node) -> {
      BootcNode bootcNode = byName.get(name);
      if (bootcNode == null) {
        changes.add(new Change.Join(node));
      } else if (bootcNode.isMarkedForDeletion()) {
        return; // It is looked at again once it is gone.
      } else if (owner(bootcNode).filter(owner -> !isOwner(pool, owner)).isPresent()) {
        conflicts.put(name, owner(bootcNode).orElseThrow().getName());
      } else if (!NodeFacts.isOf(bootcNode, node)) {
        // Another machine registered under the name: it begins anew, with a BootcNode of its own.
        changes.add(new Change.Leave(bootcNode, node));
      } else if (isInOrder(bootcNode, node, copy)) {
        settled.add(bootcNode);
      } else {
        changes.add(new Change.Mend(bootcNode, node));
      }
    });
    Map<String, Node> all =
        nodes.stream()
            .collect(Collectors.toMap(node -> node.getMetadata().getName(), Function.identity()));
    ownedBy(pool, bootcNodes).stream()
        .filter(bootcNode -> !matching.containsKey(name(bootcNode)))
        .forEach(bootcNode -> changes.add(new Change.Leave(bootcNode, all.get(name(bootcNode)))));
    return new MembershipDiff(settled, changes, conflicts, leftOut);
  }

  private static SortedMap<String, Node> matching(
      CheckedSpec.Valid spec, List<Node> nodes, Map<String, String> leftOut) {
    SortedMap<String, Node> matching = new TreeMap<>();
    nodes.stream()
        .filter(node -> !node.isMarkedForDeletion())
        .filter(node -> spec.selector().matches(labels(node)))
        .forEach(node ->
            NoHost.labelOf(node)
                .ifPresentOrElse(
                    why -> leftOut.put(node.getMetadata().getName(), why),
                    () -> matching.put(node.getMetadata().getName(), node)));
    return matching;
  }

  /** Names of those who leave. */
  Set<String> leaving() {
    return changes.stream()
        .filter(Change.Leave.class::isInstance)
        .map(Change::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The BootcNodes that this pool controls, by name. */
  static List<BootcNode> ownedBy(BootcNodePool pool, List<BootcNode> bootcNodes) {
    return bootcNodes.stream()
        .filter(node -> !node.isMarkedForDeletion())
        .filter(node -> owner(node).filter(owner -> isOwner(pool, owner)).isPresent())
        .sorted((one, other) -> name(one).compareTo(name(other)))
        .toList();
  }

  private static Optional<OwnerReference> owner(BootcNode node) {
    return node.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  private static boolean isOwner(BootcNodePool pool, OwnerReference owner) {
    return Objects.equals(owner.getUid(), pool.getMetadata().getUid());
  }

  private static boolean isInOrder(BootcNode bootcNode, Node node, PoolCopy copy) {
    return owner(bootcNode).isPresent()
        && labels(node).containsKey(BootcApi.MANAGED_LABEL)
        && copy.isIn(bootcNode.getSpec())
        && bootcNode.unreadable().isEmpty();
  }

  private static String name(BootcNode node) {
    return node.getMetadata().getName();
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }
}
