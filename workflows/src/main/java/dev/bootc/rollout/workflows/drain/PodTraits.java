package dev.bootc.rollout.workflows.drain;

/**
 * What a pool's wishes about drains may turn on.
 *
 * @param bare whether no controller brings it back
 * @param emptyDir whether it has one, whose data go with it
 * @param ofJob whether it does the work of a Job, and ends by itself
 * @param priority that the scheduler knows it by
 */
public record PodTraits(boolean bare, boolean emptyDir, boolean ofJob, int priority) {
  /** A pod that nobody needs to spare. */
  public static final PodTraits PLAIN = new PodTraits(false, false, false, 0);
}
