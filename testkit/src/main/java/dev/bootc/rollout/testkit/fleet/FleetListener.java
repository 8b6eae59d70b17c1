package dev.bootc.rollout.testkit.fleet;

/** Told, on the fleet's only thread, what happens to its nodes: do little. */
public interface FleetListener {
  default void staged(String node, String image) {}

  default void wentDown(String node) {}

  default void cameUp(String node, String bootId) {}
}
