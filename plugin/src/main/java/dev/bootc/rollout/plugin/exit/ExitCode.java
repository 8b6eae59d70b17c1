package dev.bootc.rollout.plugin.exit;

/** What the process ends with, for scripts. The page docs/operations/kubectl-bootc.md has each. */
public enum ExitCode {
  /** What was asked for is so. */
  OK(0),
  /** Something that has no code of its own; most likely a defect. Also a reader who has left. */
  FAILED(1),
  /** Verb, names or flags are not understood. Also picocli's own. */
  WRONG_USAGE(2),
  /** There is no pool or node of that name. */
  NOT_FOUND(3),
  /** The API server knows who asks, and does not allow it. */
  FORBIDDEN(4),
  /** No cluster is reached: no kubeconfig, one that is none, no answer, credentials refused. */
  NO_CLUSTER(5),
  /** The cluster does not know our resources. */
  NOT_INSTALLED(6),
  /** A verb does not apply, or a policy does not let it be written. */
  REFUSED(7),
  /** A verb was written, and the operator has said nothing to it in time. */
  NOT_HEARD(8),
  /** Temporal is not reached. */
  NO_TEMPORAL(9),
  /** It did not come to pass in time. */
  TIMED_OUT(10),
  /** Too many nodes failed. */
  HALTED(11),
  /** What is left has failed, is down or may never start; only a person helps. */
  BLOCKED(12),
  /** Nodes are back on the image of before. */
  ROLLED_BACK(13),
  CANCELLED(14),
  PAUSED(15),
  /** Nobody has approved the image yet. */
  WAITING_FOR_APPROVAL(16),
  /** The spec cannot be carried out. */
  INVALID_SPEC(17),
  /** The pool was deleted meanwhile. */
  GONE(18),
  /** Another phase was waited for, and every node runs the image already. */
  COMPLETED(19),

  /** The pool has no nodes, so that nothing is updated, and nothing ever will be. */
  NO_NODES(20);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
