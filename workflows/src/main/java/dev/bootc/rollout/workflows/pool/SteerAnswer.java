package dev.bootc.rollout.workflows.pool;

/** What a run does with a target. */
public enum SteerAnswer {
  /** The run follows it. */
  FOLLOWED,
  /** The run ends; start the next one for this target. */
  SUPERSEDED,
  /** The run is about to end; ask again. */
  ENDING
}
