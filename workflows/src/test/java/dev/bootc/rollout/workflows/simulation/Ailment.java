package dev.bootc.rollout.workflows.simulation;

/** What is wrong with a node by itself. */
enum Ailment {
  FAILS_TO_STAGE,
  BROKEN_AGENT,
  /** Boots its old image, and its agent says so. */
  ROLLS_BACK,
  /** Boots its old image, and its agent, as that of the Go project, finds nothing wrong with it. */
  ROLLS_BACK_SILENTLY,
  STAYS_DOWN,
  /** Its kubelet comes and goes. */
  FLAPS,
  /** A disruption budget never lets its last pod go. */
  UNDRAINABLE
}
