package dev.bootc.rollout.workflows;

import io.temporal.workflow.Workflow;

/**
 * Whether rollouts are found by search attributes. Not every namespace has room for ours, so they
 * are all used or none: a run that was started with them uses them, whatever changes meanwhile.
 */
public final class Searchability {
  private Searchability() {}

  /** Whether the present workflow was started with search attributes of ours. */
  public static boolean ofThisRun() {
    return Workflow.getTypedSearchAttributes().containsKey(RolloutNames.POOL);
  }

  /** Whether a request failed because the namespace does not have them. */
  public static boolean isLackedBy(Throwable failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.startsWith("INVALID_ARGUMENT") && message.contains("search attribute")) {
        return true;
      }
    }
    return false;
  }
}
