package dev.bootc.rollout.workflows.plan;

/** Where a node stands in a rollout. Each node of a pool has exactly one. */
enum Standing {
  /** Runs the target and holds no slot. */
  UPDATED,
  /** Holds a slot, or was started. */
  IN_FLIGHT,
  /** Has staged the target. */
  STAGED,
  /** Has not staged the target yet. */
  PREPARING,
  /** Somebody wants it to be left as it is while this digest is rolled out. */
  SKIPPED,
  /** Had its attempt at the target, left it again, or reports an error outside a slot. */
  FAILED
}
