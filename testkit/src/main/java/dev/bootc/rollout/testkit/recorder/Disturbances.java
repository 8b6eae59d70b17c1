package dev.bootc.rollout.testkit.recorder;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes to which a test does something itself, so that what happens on them proves nothing. They
 * still use the budget up.
 */
final class Disturbances {

  private final Set<String> nodes = ConcurrentHashMap.newKeySet();

  void add(String node) {
    nodes.add(node);
  }

  boolean concern(String node) {
    return nodes.contains(node);
  }
}
