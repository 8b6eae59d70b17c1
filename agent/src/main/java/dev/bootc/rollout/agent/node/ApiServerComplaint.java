package dev.bootc.rollout.agent.node;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What an API server's refusal or silence means for whoever runs the agent. */
public final class ApiServerComplaint {
  private ApiServerComplaint() {}

  /** What is wrong, and the mend where the agent knows one. */
  public static String of(Throwable failure) {
    List<Throwable> chain =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20).toList();
    return refusal(chain)
        .map(ApiServerComplaint::meaning)
        .orElseGet(
            () -> "no answer: start it, or correct the kubeconfig (" + chain.getLast() + ")");
  }

  private static Optional<KubernetesClientException> refusal(List<Throwable> chain) {
    return chain.stream()
        .filter(KubernetesClientException.class::isInstance)
        .map(KubernetesClientException.class::cast)
        .filter(refused -> refused.getCode() > 0)
        .findFirst();
  }

  private static String meaning(KubernetesClientException refused) {
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "it does not know our credentials: renew the token or certificate in the kubeconfig";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          "it refuses us: check the RBAC of the chart (" + refused.getMessage() + ")";
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "it has no such object; where it lacks the kind, apply charts/bootc-rollout/crds ("
              + refused.getMessage()
              + ")";
      default -> String.valueOf(refused.getMessage());
    };
  }
}
