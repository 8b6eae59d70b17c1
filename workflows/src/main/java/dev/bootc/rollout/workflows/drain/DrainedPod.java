package dev.bootc.rollout.workflows.drain;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod on a node that is drained.
 *
 * @param workload what brings it back: its controller's UID, or the pod's own name
 * @param role whether an eviction makes sense at all
 * @param toleratesCordon whether a scheduler may put it on a cordoned node
 * @param ending present once it is being deleted
 * @param traits what the pool's wishes turn on
 */
public record DrainedPod(
    String uid,
    String namespace,
    String name,
    String workload,
    Role role,
    boolean toleratesCordon,
    @Nullable Ending ending,
    PodTraits traits) {

  /** What a pod is to its node. */
  public enum Role {
    /** May run elsewhere. */
    EVICTABLE,
    /** Of a DaemonSet or of the kubelet itself: it comes back at once. */
    OF_THE_NODE,
    /** Does nothing any more. */
    FINISHED,
    /** Temporal, its database or the operator, where it could go nowhere else. */
    OURS_AND_BOUND,
    /** The pool does not want it moved: it goes down with the node. */
    NOT_SELECTED
  }

  /**
   * A deletion that is under way.
   *
   * @param since when it was asked for, RFC 3339
   * @param grace how long the pod may take
   * @param finalizers of those who hold it
   */
  public record Ending(String since, Duration grace, List<String> finalizers) {
    public Ending {
      finalizers = List.copyOf(finalizers);
    }
  }

  /**
   * Whether the node must not go down before it has left.
   *
   * @param comesBack workloads that came back although the node is cordoned
   */
  public boolean mustLeave(Set<String> comesBack) {
    return role == Role.EVICTABLE && !comesBack.contains(workload);
  }

  /** {@code namespace/name}. */
  public String fullName() {
    return namespace + "/" + name;
  }
}
