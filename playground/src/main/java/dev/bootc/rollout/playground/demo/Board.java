package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what the API server has into one line for the pool and one for each node. */
final class Board {

  private final Map<String, Entered> entered = new HashMap<>();

  private record Entered(NodeStage stage, Instant at) {}

  /**
   * The rollout in one line, as its own status puts it. What is said of one before stands there for
   * a moment after an edit, and would be taken for the answer to it.
   */
  String poolLine(ClusterView view) {
    if (view.rollout().isEmpty()) {
      return "no rollout yet";
    }
    return view.currentRollout()
        .map(rollout -> rollout.phase() + ": " + rollout.message())
        .orElse("no word yet of what is asked for now");
  }

  /** One line for each node, by name. */
  List<NodeLine> nodeLines(ClusterView view, Instant now) {
    return view.nodes().stream().map(node -> nodeLine(view, node, now)).toList();
  }

  private NodeLine nodeLine(ClusterView view, Node node, Instant now) {
    String name = node.getMetadata().getName();
    NodeStage stage = NodeStage.of(node, view.update(name));
    Entered known = entered.get(name);
    if (known == null || known.stage() != stage) {
      known = new Entered(stage, now);
      entered.put(name, known);
    }
    return new NodeLine(
        name, version(view.update(name)), stage.text(), known.at(), why(view, name, stage));
  }

  private static String version(Optional<BootcNode> update) {
    return update
        .flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.booted()))
        .map(ImageInfo::version)
        .orElse("");
  }

  private static String why(ClusterView view, String node, NodeStage stage) {
    Optional<RolloutStatus> rollout = view.rollout();
    return switch (stage) {
      case UP_TO_DATE -> "";
      case STAGING, NO_AGENT_YET ->
          condition(view.update(node), NodeConditions.IDLE).map(Condition::message).orElse("");
      case DEGRADED ->
          condition(view.update(node), NodeConditions.DEGRADED).map(Condition::message).orElse("");
      case STAGED -> rollout.map(found -> reasonToWait(found, node)).orElse("");
      case DRAINING, REBOOTING, BACK ->
          rollout.map(found -> stateIn(found.inFlight(), node)).orElse("");
    };
  }

  private static String reasonToWait(RolloutStatus rollout, String node) {
    return rollout.waiting().stream()
        .filter(group -> group.nodes().contains(node))
        .map(RolloutStatus.WaitingNodes::reason)
        .findFirst()
        .orElseGet(() -> stateIn(rollout.failed(), node));
  }

  private static String stateIn(List<RolloutStatus.NodeProgress> nodes, String node) {
    return nodes.stream()
        .filter(progress -> progress.node().equals(node))
        .map(RolloutStatus.NodeProgress::state)
        .findFirst()
        .orElse("");
  }

  private static Optional<Condition> condition(Optional<BootcNode> update, String type) {
    return update
        .flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Condition.find(status.conditions(), type));
  }
}
