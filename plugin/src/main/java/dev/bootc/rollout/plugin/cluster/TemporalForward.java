package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way to Temporal's Web UI for as long as it is open: an address that was given, or the pod of
 * the chart, as {@code kubectl port-forward} reaches it.
 */
public final class TemporalForward implements AutoCloseable {
  private static final Map<String, String> PODS =
      Map.of(
          "app.kubernetes.io/part-of", "bootc-rollout", "app.kubernetes.io/component", "temporal");
  private static final int WEB = 8233;

  private final String address;
  private final @Nullable LocalPortForward forward;

  private TemporalForward(String address, @Nullable LocalPortForward forward) {
    this.address = address;
    this.forward = forward;
  }

  static TemporalForward to(KubernetesClient client, String given) {
    if (!given.isEmpty()) {
      return new TemporalForward(given, null);
    }
    Pod pod =
        client.pods().inAnyNamespace().withLabels(PODS).list().getItems().stream()
            .findFirst()
            .orElseThrow(() ->
                new Problem(
                    ExitCode.NO_TEMPORAL,
                    "no pod of the chart's Temporal is there: give the address of the Web UI of"
                        + " yours by --temporal-url"));
    LocalPortForward forward =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .portForward(WEB);
    return new TemporalForward("http://localhost:" + forward.getLocalPort(), forward);
  }

  public String address() {
    return address;
  }

  @Override
  public void close() {
    if (forward != null) {
      try {
        forward.close();
      } catch (IOException _) {
        // The process is about to end, and the port with it.
      }
    }
  }
}
