package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that go one at a time in the whole cluster, whatever the budget: those of the control plane
 * and of etcd, and those that run the rollout itself. A node that is in flight or down is away, and
 * so is one whose slot is gone and has left our cordon: its reboot may have been approved. One that
 * others cordoned is not, since a cordon stops neither etcd nor an API server.
 */
final class Turns {
  private final Set<String> lifelineNodes;
  private final List<Lifeline> notReady;
  private final Map<String, String> controlPlaneAway;
  private final Map<String, String> lifelinesAway;
  private final Zones zones;
  private boolean anyInFlight;

  private Turns(
      Set<String> lifelineNodes,
      List<Lifeline> notReady,
      Map<String, String> controlPlaneAway,
      Map<String, String> lifelinesAway,
      Zones zones,
      boolean anyInFlight) {
    this.lifelineNodes = lifelineNodes;
    this.notReady = notReady;
    this.controlPlaneAway = new LinkedHashMap<>(controlPlaneAway);
    this.lifelinesAway = new LinkedHashMap<>(lifelinesAway);
    this.zones = zones;
    this.anyInFlight = anyInFlight;
  }

  static Turns in(Situation situation) {
    Surroundings around = situation.surroundings();
    Turns turns =
        new Turns(
            around.lifelineNodes(),
            around.lifelines().stream().filter(lifeline -> !lifeline.ready()).toList(),
            Map.of(),
            Map.of(),
            Zones.in(situation),
            false);
    for (NodeView node : situation.nodes()) {
      boolean inFlight = situation.isTaken(node) || StrandedNodes.include(situation, node);
      turns.see(node.name(), node.controlPlane(), inFlight, node.readiness());
    }
    for (Neighbour node : around.neighbours()) {
      turns.see(node.name(), node.controlPlane(), node.holdsSlot(), node.readiness());
    }
    return turns;
  }

  Turns copy() {
    return new Turns(
        lifelineNodes, notReady, controlPlaneAway, lifelinesAway, zones.copy(), anyInFlight);
  }

  void started(NodeView node) {
    see(node.name(), node.controlPlane(), true, node.readiness());
    zones.started(node);
  }

  private void see(String name, boolean controlPlane, boolean inFlight, Readiness readiness) {
    anyInFlight |= inFlight;
    if (!inFlight && readiness != Readiness.NOT_READY) {
      return;
    }
    String text = inFlight ? name : name + " (not Ready)";
    if (controlPlane) {
      controlPlaneAway.put(name, text);
    }
    if (lifelineNodes.contains(name)) {
      lifelinesAway.put(name, text);
    }
  }

  /** Whether the rollout itself runs on the node. */
  boolean isOfLifelines(NodeView node) {
    return lifelineNodes.contains(node.name());
  }

  /** What keeps the node from having its turn now. */
  Optional<WaitReason> holdsBack(NodeView node) {
    if (node.controlPlane() && isAnyBut(node, controlPlaneAway)) {
      return Optional.of(WaitReason.CONTROL_PLANE_TURN);
    }
    boolean waits =
        isOfLifelines(node)
            && (isAnyBut(node, lifelinesAway)
                || notReady.stream().anyMatch(lifeline -> isWaitedFor(lifeline, node.name())));
    if (waits) {
      return Optional.of(WaitReason.LIFELINE_TURN);
    }
    return zones.letGo(node) ? Optional.empty() : Optional.of(WaitReason.ZONE_TURN);
  }

  private static boolean isAnyBut(NodeView node, Map<String, String> away) {
    return away.size() > (away.containsKey(node.name()) ? 1 : 0);
  }

  /**
   * What is not Ready on the node itself is no reason to leave it as it is. A pod that finds no
   * node although all are there will not find one because of waiting.
   */
  private boolean isWaitedFor(Lifeline lifeline, String node) {
    return !node.equals(lifeline.node())
        && (lifeline.node() != null || !lifeline.unschedulable() || anyInFlight);
  }

  /**
   * Who goes before whom; zones that were begun go before those alike that were not. Those alike
   * keep their order. In most pools all are, and no plan has to sort thousands of nodes.
   */
  List<NodeView> inOrder(Stream<NodeView> nodes, @Nullable NodeOrder order) {
    List<NodeView> all = nodes.toList();
    return zones.areAlike() && all.stream().allMatch(node -> rank(node, order).isOrdinary())
        ? all
        : all.stream()
            .sorted(
                Comparator.comparing((NodeView node) -> rank(node, order))
                    .thenComparing(zones.order()))
            .toList();
  }

  Rank rank(NodeView node, @Nullable NodeOrder order) {
    return Rank.of(node, isOfLifelines(node), order);
  }

  /** Which zone is under way. */
  String zoneText() {
    return zones.text();
  }

  /** Pods of the rollout itself that its nodes wait for. */
  List<Lifeline> awaitedPods() {
    return notReady.stream().filter(lifeline -> isWaitedFor(lifeline, "")).toList();
  }

  /** Which control-plane and etcd nodes are away. */
  String controlPlaneText() {
    return "control-plane and etcd nodes go one at a time: "
        + Wording.first(List.copyOf(controlPlaneAway.values()));
  }

  /** Which nodes of the rollout itself are away, and which of its pods are not Ready. */
  String lifelineText() {
    List<String> all = new ArrayList<>(lifelinesAway.values());
    awaitedPods().stream()
        .map(lifeline -> "pod " + lifeline.name() + " (not Ready)")
        .forEach(all::add);
    return "nodes of Temporal, its database and the operator go one at a time: "
        + Wording.first(all);
  }
}
