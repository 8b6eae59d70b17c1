package dev.bootc.rollout.operator.nodepool;

/** A condition of ours beside the contract's, present only while it is False. */
final class TemporalCondition {
  static final String TYPE = "TemporalReachable";
  static final String NOT_REACHABLE = "NotReachable";

  private TemporalCondition() {}
}
