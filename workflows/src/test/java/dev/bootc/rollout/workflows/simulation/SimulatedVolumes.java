package dev.bootc.rollout.workflows.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is attached to a node for its pods. It comes with a pod, and is detached by somebody else
 * some time after the last one has left: late, or never.
 */
final class SimulatedVolumes {
  private final String name;
  private boolean attached = true;

  /** When its last pod left; of no account while it has one. */
  private Instant emptySince = Instant.MAX;

  SimulatedVolumes(String node) {
    this.name = "volume of " + node;
  }

  void podComes() {
    attached = true;
    emptySince = Instant.MAX;
  }

  void lastPodLeaves(Instant now) {
    emptySince = now;
  }

  /** As the API server lists them. */
  List<String> attached() {
    return attached ? List.of(name) : List.of();
  }

  /**
   * None is detached while a pod uses it.
   *
   * @return what happened; empty where nothing did
   */
  String detach() {
    if (!attached || emptySince.equals(Instant.MAX)) {
      return "";
    }
    attached = false;
    return "has its volume detached";
  }

  /** Whether the node may go down by what is attached to it, however that is known. */
  boolean letGo(Duration longest, Instant now) {
    return !attached
        || (!emptySince.equals(Instant.MAX) && !now.isBefore(emptySince.plus(longest)));
  }
}
