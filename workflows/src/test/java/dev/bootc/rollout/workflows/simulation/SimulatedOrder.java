package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.NodeOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An order that a pool asks for; where a node is and which tier it is of follows from its name. */
record SimulatedOrder(boolean controlPlaneFirst, boolean byTier, boolean oneZone) {
  private static final String TIER = "tier";

  static SimulatedOrder any(Random dice) {
    return new SimulatedOrder(dice.nextBoolean(), dice.nextBoolean(), dice.nextInt(4) > 0);
  }

  NodeOrder asked() {
    return new NodeOrder(
        controlPlaneFirst, byTier ? TIER : null, byTier ? List.of("0", "1") : List.of(), oneZone);
  }

  static Map<String, String> labels(String node) {
    return Map.of(NodeOrder.ZONE_LABEL, zone(node), TIER, Integer.toString(tier(node)));
  }

  static String zone(String node) {
    return "zone-" + "abc".charAt(number(node) % 3);
  }

  /** Whether a node is to be updated before another one, whatever their names. */
  boolean isBefore(String node, boolean controlPlane, String other, boolean otherControlPlane) {
    if (controlPlane != otherControlPlane) {
      return controlPlane == controlPlaneFirst;
    }
    return byTier && tier(node) < tier(other);
  }

  /** Of three tiers the last is not named. */
  private static int tier(String node) {
    return number(node) / 2 % 3;
  }

  private static int number(String node) {
    return Integer.parseInt(node.substring(node.length() - 2));
  }
}
