package dev.bootc.rollout.testkit.host.state;

/**
 * The points that {@code bootc switch} passes, in this order; killed at one, it leaves what it has
 * done before.
 */
public enum SwitchStep {
  LOCKED,
  COMPARED,
  MANIFEST_FETCHED,
  CHECKED,
  /** Passed once for each layer. */
  LAYER_STORED,
  IMAGE_STORED,
  STAGED,
  BOUND_IMAGES_STORED,
  PRUNED,
  REBOOT_REQUIRED,
  MARKED
}
