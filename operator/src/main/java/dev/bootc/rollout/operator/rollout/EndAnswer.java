package dev.bootc.rollout.operator.rollout;

/** What became of the request to end a workflow. */
public enum EndAnswer {
  /** It is over, or there never was one. */
  ENDED,
  /** It was told to end and restores what it touched. */
  UNDER_WAY,
  /** Temporal does not answer. */
  UNREACHABLE
}
