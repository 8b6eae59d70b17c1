package dev.bootc.rollout.workflows;

import io.temporal.workflow.Workflow;

/**
 * Whether rollouts are found by search attributes. Not every namespace has room for ours: a run
 * that was started with them uses them, whatever changes meanwhile.
 */
public final class Searchability {
  private static final String SAYS_WHAT_IS_IN_THE_WAY = "says-what-is-in-the-way";

  private Searchability() {}

  /** Whether the present workflow was started with search attributes of ours. */
  public static boolean ofThisRun() {
    return Workflow.getTypedSearchAttributes().containsKey(RolloutNames.POOL);
  }

  /**
   * Whether the present run says by a search attribute what is in its way. One that a worker of an
   * earlier version has carried out in part does not, or it could not be replayed. Asked only where
   * there is something to say: the answer is kept in the history.
   */
  public static boolean saysWhatIsInTheWay() {
    return Workflow.getTypedSearchAttributes().containsKey(RolloutNames.BLOCKED_BY)
        && Workflow.getVersion(SAYS_WHAT_IS_IN_THE_WAY, Workflow.DEFAULT_VERSION, 1)
            != Workflow.DEFAULT_VERSION;
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
