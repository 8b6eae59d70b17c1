package dev.bootc.rollout.agent.node;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What an API server's refusal or silence means for whoever runs the agent. */
public final class ApiServerComplaint {
  private static final int DEEPEST = 20;

  private ApiServerComplaint() {}

  /** What is wrong, with the mend where the agent knows one; empty where it is something else. */
  public static Optional<String> of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    // A file that cannot be read is an IOException too.
    return chain.stream().anyMatch(KubernetesClientException.class::isInstance)
        ? of(chain)
        : Optional.empty();
  }

  /**
   * As {@link #of}, of what the watch threw: whatever it is, the API server is at the other end.
   */
  static Optional<String> ofWatch(Throwable failure) {
    return of(chain(failure));
  }

  private static List<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST).toList();
  }

  private static Optional<String> of(List<Throwable> chain) {
    return chain.stream()
        .filter(KubernetesClientException.class::isInstance)
        .map(KubernetesClientException.class::cast)
        .filter(refused -> refused.getCode() > 0)
        .findFirst()
        .map(ApiServerComplaint::refusal)
        .or(() -> silence(chain));
  }

  private static Optional<String> silence(List<Throwable> chain) {
    boolean silent =
        chain.stream()
            .anyMatch(cause -> cause instanceof IOException || cause instanceof TimeoutException);
    return silent
        ? Optional.of(
            "no answer: start it, or correct the address that the agent has (%s)"
                .formatted(chain.getLast()))
        : Optional.empty();
  }

  private static String refusal(KubernetesClientException refused) {
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "it does not know our credentials: renew the token or certificate";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          "it refuses us: check the RBAC of the chart (" + refused.getMessage() + ")";
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "it has no such object; where it lacks the kind, apply charts/bootc-rollout/definitions ("
              + refused.getMessage()
              + ")";
      default -> String.valueOf(refused.getMessage());
    };
  }
}
