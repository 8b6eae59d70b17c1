package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Optional;

/** Where a node is, in words for people who watch. */
enum NodeStage {
  NO_AGENT_YET("waits for its agent"),
  STAGING("stages the image"),
  STAGED("staged"),
  DRAINING("drains"),
  REBOOTING("reboots"),
  BACK("is back"),
  UP_TO_DATE("up to date"),
  DEGRADED("has a problem");

  private final String text;

  NodeStage(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static NodeStage of(Node node, Optional<BootcNode> update) {
    return update.map(found -> of(node, found)).orElse(NO_AGENT_YET);
  }

  private static NodeStage of(Node node, BootcNode update) {
    NodeState state = NodeState.of(update);
    boolean holdsSlot =
        update.getMetadata().getAnnotations() != null
            && update.getMetadata().getAnnotations().containsKey(BootcApi.IN_REBOOT_SLOT);
    if (state == NodeState.DEGRADED) {
      return DEGRADED;
    }
    if (holdsSlot) {
      return inSlot(node, update, state);
    }
    return switch (state) {
      case UP_TO_DATE -> UP_TO_DATE;
      case STAGED -> STAGED;
      case REBOOTING -> REBOOTING;
      case STAGING, DEGRADED -> STAGING;
      case PENDING -> update.getStatus() == null ? NO_AGENT_YET : STAGING;
    };
  }

  private static NodeStage inSlot(Node node, BootcNode update, NodeState state) {
    if (update.getSpec().desiredImageState() != DesiredImageState.BOOTED) {
      return state == NodeState.STAGED ? DRAINING : STAGING;
    }
    return state == NodeState.UP_TO_DATE && isReady(node) ? BACK : REBOOTING;
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
