package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.api.DrainOrder;
import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.text.HeldDrain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pool wants its nodes drained.
 *
 * @param timeout how long a drain may take; absent for ever
 * @param timeoutAction what happens then
 * @param force whether pods may be moved that no controller brings back
 * @param deleteEmptyDirData whether pods may be moved that lose the data of an emptyDir by that
 * @param gracePeriod instead of the pods' own; absent for theirs
 * @param order who leaves first; absent where all leave at once
 * @param onPreflight what becomes of nodes that can never be drained; absent where nobody looks
 * @param volumesDetach how long a node without pods waits for its volumes to be detached; absent
 *     where it does not
 */
public record DrainPolicy(
    @Nullable Duration timeout,
    DrainTimeoutAction timeoutAction,
    boolean force,
    boolean deleteEmptyDirData,
    @Nullable Duration gracePeriod,
    @Nullable DrainOrder order,
    @Nullable DrainPreflight onPreflight,
    @Nullable Duration volumesDetach) {

  /** A pool that says nothing. */
  public static final DrainPolicy UNSET =
      new DrainPolicy(null, DrainTimeoutAction.SKIP, true, true, null, null, null, null);

  /** The same with a time and what comes then. */
  public DrainPolicy ending(@Nullable Duration after, DrainTimeoutAction action) {
    return new DrainPolicy(
        after, action, force, deleteEmptyDirData, gracePeriod, order, onPreflight, volumesDetach);
  }

  /** The same with a look at nodes before they are touched. */
  public DrainPolicy lookingBefore(DrainPreflight action) {
    return new DrainPolicy(
        timeout,
        timeoutAction,
        force,
        deleteEmptyDirData,
        gracePeriod,
        order,
        action,
        volumesDetach);
  }

  /** Whether what no budget lets go is deleted in the end. */
  boolean overrulesBudgets() {
    return timeoutAction == DrainTimeoutAction.FORCE && timeout != null;
  }

  /** After which time a drain is given up; empty where it never is. */
  public Optional<Duration> givesUpAfter() {
    return timeoutAction == DrainTimeoutAction.SKIP
        ? Optional.ofNullable(timeout)
        : Optional.empty();
  }

  /**
   * Why the pod is not asked to leave now.
   *
   * @param lowest of the priorities of those that have to leave
   * @param forced whether the time for anything but a deletion is over
   */
  Optional<PodHold> holds(DrainedPod pod, int lowest, boolean forced) {
    return spares(pod).stream().findFirst().or(() -> letsWait(pod, lowest, forced));
  }

  private Optional<PodHold> letsWait(DrainedPod pod, int lowest, boolean forced) {
    boolean later = order == DrainOrder.BY_PRIORITY && pod.traits().priority() > lowest;
    if (later) {
      return Optional.of(new PodHold(HeldDrain.LATER, false));
    }
    boolean works = order == DrainOrder.WAIT_FOR_JOBS && pod.traits().ofJob() && !forced;
    return works ? Optional.of(new PodHold(HeldDrain.OF_A_JOB, false)) : Optional.empty();
  }

  /** Why the pod is neither evicted nor deleted, whatever its drain takes. */
  List<PodHold> spares(DrainedPod pod) {
    List<PodHold> reasons = new ArrayList<>();
    if (!force && pod.traits().bare()) {
      reasons.add(
          new PodHold(
              "no controller brings it back: delete it, or set spec.rollout.drain.force", true));
    }
    if (!deleteEmptyDirData && pod.traits().emptyDir()) {
      reasons.add(
          new PodHold(
              "has an emptyDir, whose data would be lost: delete it, or set"
                  + " spec.rollout.drain.deleteEmptyDirData",
              true));
    }
    return reasons;
  }
}
