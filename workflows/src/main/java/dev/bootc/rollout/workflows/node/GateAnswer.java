package dev.bootc.rollout.workflows.node;

/** What comes of asking a gate about a node. */
public sealed interface GateAnswer {

  /** It holds. */
  record Passes() implements GateAnswer {}

  /** It does not hold now. */
  record SaysNo(String why) implements GateAnswer {}

  /** It cannot be asked, so nobody knows whether it holds. */
  record CannotBeAsked(String why) implements GateAnswer {}
}
