package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Node as the API server or a cache has it at one moment.
 *
 * @param uid another object of the same name has another one
 * @param since when it became Ready, or ceased to be
 * @param mark the slot of ours that cordoned it, by its time; absent without such a mark
 * @param bootId of the last boot that its kubelet reported
 */
record NodeObject(
    int uid,
    boolean controlPlane,
    boolean ready,
    Instant since,
    boolean unschedulable,
    @Nullable Instant mark,
    String bootId) {

  /** Ready, and nobody has cordoned it. */
  static NodeObject registered(int uid, boolean controlPlane, Instant now, String bootId) {
    return new NodeObject(uid, controlPlane, true, now, false, null, bootId);
  }

  NodeObject cordoned(boolean cordon) {
    return new NodeObject(uid, controlPlane, ready, since, cordon, mark, bootId);
  }

  NodeObject marked(@Nullable Instant newMark) {
    return new NodeObject(uid, controlPlane, ready, since, unschedulable, newMark, bootId);
  }

  NodeObject ready(Instant now, String newBootId) {
    Instant newSince = ready ? since : now;
    return new NodeObject(uid, controlPlane, true, newSince, unschedulable, mark, newBootId);
  }

  NodeObject notReady(Instant now) {
    return new NodeObject(uid, controlPlane, false, now, unschedulable, mark, bootId);
  }

  /** Whether it is cordoned, and says that a slot did that. */
  boolean isKeptDown() {
    return unschedulable && mark != null;
  }

  @Nullable Instant notReadySince() {
    return ready ? null : since;
  }

  @Nullable Instant readySince() {
    return ready ? since : null;
  }
}
