package dev.bootc.rollout.workflows.plan;

import java.util.Set;
import java.util.TreeSet;

/** The nodes that were tried at the target, and how many may have been at this step. */
final class Batch {
  private static final int ALL = Integer.MAX_VALUE;

  private final int most;
  private final Set<String> tried;

  private Batch(int most, Set<String> tried) {
    this.most = most;
    this.tried = tried;
  }

  static Batch of(Situation situation, StepGate gate) {
    return new Batch(gate.most(), gate.most() == ALL ? Set.of() : StepGate.tried(situation));
  }

  Batch copy() {
    return most == ALL ? this : new Batch(most, new TreeSet<>(tried));
  }

  void add(NodeView node) {
    if (most != ALL) {
      tried.add(node.name());
    }
  }

  boolean hasRoomFor(NodeView node) {
    return most == ALL || tried.size() - (tried.contains(node.name()) ? 1 : 0) < most;
  }
}
