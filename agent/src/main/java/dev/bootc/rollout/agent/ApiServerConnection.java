package dev.bootc.rollout.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.agent.settings.Kubeconfig;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** How the agent reaches the API server. */
final class ApiServerConnection {
  private ApiServerConnection() {}

  /**
   * A client for a kubeconfig, or for what the environment of a pod offers. A token that changes in
   * its file is read again by the library, a client certificate is not.
   */
  static KubernetesClient open(Optional<Kubeconfig> kubeconfig) {
    Config found = kubeconfig.map(Kubeconfig::content).orElseGet(ApiServerConnection::ofThePod);
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(found)
                .withUserAgent("bootc-rollout-agent")
                .withRequestTimeout(15_000)
                .withRequestRetryBackoffLimit(3)
                .build())
        .withKubernetesSerialization(serialization())
        .build();
  }

  private static Config ofThePod() {
    // The library would prefer a kubeconfig that happens to lie in the home directory.
    System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
    return Config.autoConfigure(null);
  }

  /**
   * Knows the one kind that comes in a watch and is read by the library; a BootcNode is read by the
   * agent itself. The library's own would look for a kind among all kinds of Kubernetes, and load
   * more than a thousand classes at the first bookmark.
   */
  static KubernetesSerialization serialization() {
    KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
    serialization.registerKubernetesResource(Status.class);
    return serialization;
  }
}
