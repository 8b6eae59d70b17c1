package dev.bootc.rollout.operator.nodepool;

/** Conditions of ours beside the contract's, each present only while it is False. */
final class OwnConditions {
  static final String TEMPORAL_REACHABLE = "TemporalReachable";
  static final String NOT_REACHABLE = "NotReachable";
  static final String ROLLOUT_PROGRESSING = "RolloutProgressing";
  static final String WORKFLOW_TASKS_FAIL = "WorkflowTasksFail";
  static final String NOBODY_CARRIES_IT_OUT = "NobodyCarriesItOut";

  static final String DEFINITIONS_TOO_OLD = "DefinitionsTooOld";

  static final String MARKS_IN_ORDER = "MarksInOrder";
  static final String MENDED = "Mended";

  private OwnConditions() {}
}
