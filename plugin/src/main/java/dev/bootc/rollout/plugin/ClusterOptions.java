package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.cluster.Cluster;
import picocli.CommandLine.Option;

/** Which cluster, as kubectl's own flags say it. */
@SuppressWarnings("NullAway.Init") // picocli fills every field: each has a default.
final class ClusterOptions {
  @Option(
      names = "--kubeconfig",
      defaultValue = "",
      paramLabel = "FILE",
      description = "The kubeconfig. Unset: KUBECONFIG, else ~/.kube/config.")
  String kubeconfig;

  @Option(
      names = "--context",
      defaultValue = "",
      paramLabel = "NAME",
      description = "A context of the kubeconfig. Unset: the current one.")
  String context;

  Cluster open() {
    return Cluster.open(kubeconfig, context);
  }
}
