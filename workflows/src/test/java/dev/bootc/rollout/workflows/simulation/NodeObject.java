package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Node as the API server or a cache has it at one moment.
 *
 * @param bootId of the last boot that its kubelet reported
 */
record NodeObject(
    boolean controlPlane,
    boolean ready,
    @Nullable Instant notReadySince,
    boolean unschedulable,
    String bootId) {

  NodeObject cordoned(boolean cordon) {
    return new NodeObject(controlPlane, ready, notReadySince, cordon, bootId);
  }

  NodeObject ready(String newBootId) {
    return new NodeObject(controlPlane, true, null, unschedulable, newBootId);
  }

  NodeObject notReadySince(Instant since) {
    return new NodeObject(controlPlane, false, since, unschedulable, bootId);
  }
}
