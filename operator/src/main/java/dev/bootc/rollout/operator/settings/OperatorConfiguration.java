package dev.bootc.rollout.operator.settings;

import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.operator.temporal.TemporalSettings;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the process, read once.
 *
 * @param kubeconfig empty inside a cluster
 * @param clusterPrefix prefix of workflow IDs and task queues, empty or ending with {@code /}
 * @param httpPort of health and metrics; 0 takes any free one
 * @param leaderElection present where only one of several replicas may reconcile
 * @param workerSizes how much this process does at a time
 * @param temporal where Temporal is
 * @param registries how the registries of images are asked
 * @param maxUnavailableOverall nodes of all pools that may be unavailable; empty where each pool
 *     has its own limit only
 */
public record OperatorConfiguration(
    Optional<Kubeconfig> kubeconfig,
    String clusterPrefix,
    int httpPort,
    Optional<LeaderElection> leaderElection,
    WorkerSizes workerSizes,
    TemporalSettings temporal,
    RegistryOptions registries,
    Optional<String> maxUnavailableOverall) {
  private static final String ONLY_REPLICA = "operator";

  /** Name of this replica; where no leader is elected there is one only. */
  public String identity() {
    return leaderElection.map(LeaderElection::identity).orElse(ONLY_REPLICA);
  }

  /**
   * The Lease that makes a leader.
   *
   * @param namespace of the Lease
   * @param lease its name
   * @param identity of this replica
   * @param duration after which a leader that does not renew is replaced
   */
  public record LeaderElection(
      String namespace, String lease, String identity, Duration duration) {}
}
