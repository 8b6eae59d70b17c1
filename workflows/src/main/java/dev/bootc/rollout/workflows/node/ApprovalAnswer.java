package dev.bootc.rollout.workflows.node;

/**
 * What became of an approval.
 *
 * @param outcome in a word
 * @param digest the digest approved; empty unless approved
 */
public record ApprovalAnswer(Outcome outcome, String digest) {

  /** In a word. */
  public enum Outcome {
    APPROVED,
    /**
     * What is staged is not (yet, or any more) what the pool asks for; the node keeps its slot and
     * stages first.
     */
    NOT_STAGED,
    /** A pod came, or somebody lifted the cordon; the node keeps its slot and drains first. */
    NOT_DRAINED,
    /** The node runs its image already. */
    UP_TO_DATE,
    GONE
  }
}
