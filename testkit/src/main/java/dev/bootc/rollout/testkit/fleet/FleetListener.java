package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.api.BootcNode;

/** Told, on the fleet's only thread, what happens to its nodes: do little. */
public interface FleetListener {
  /** A BootcNode as the API server shows it, each time that it changes. */
  default void changed(BootcNode node) {}

  default void staged(String node, String image) {}

  default void wentDown(String node) {}

  default void cameUp(String node, String bootId) {}
}
