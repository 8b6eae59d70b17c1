package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A Node as the API server or a cache has it at one moment.
 *
 * @param since when it became Ready, or ceased to be
 * @param bootId of the last boot that its kubelet reported
 */
record NodeObject(
    boolean controlPlane, boolean ready, Instant since, boolean unschedulable, String bootId) {

  NodeObject cordoned(boolean cordon) {
    return new NodeObject(controlPlane, ready, since, cordon, bootId);
  }

  NodeObject ready(Instant now, String newBootId) {
    return new NodeObject(controlPlane, true, ready ? since : now, unschedulable, newBootId);
  }

  NodeObject notReady(Instant now) {
    return new NodeObject(controlPlane, false, now, unschedulable, bootId);
  }

  @Nullable Instant notReadySince() {
    return ready ? null : since;
  }

  @Nullable Instant readySince() {
    return ready ? since : null;
  }
}
