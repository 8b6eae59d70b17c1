package dev.bootc.rollout.testkit.kubelet;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Writes without reading first and without waiting: one player writes for a thousand nodes, and the
 * client's typed calls would block a thread and parse a 20 kB answer for each.
 */
public final class ApiWriter implements AutoCloseable {
  /** Nobody reads the answers to patches, so they need not carry a whole Node. */
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  private static final int CONNECTIONS = 32;
  private static final int RETRIES = 3;
  private static final int OK_BELOW = 300;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private final KubernetesClient client;
  private final HttpClient http;
  private final String server;
  private final Outages outages;

  private ApiWriter(KubernetesClient client, Outages outages) {
    this.outages = outages;
    this.client = client;
    this.http = client.getHttpClient();
    String url = client.getMasterUrl().toString();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Writes as the configured user, under that user agent. */
  public static ApiWriter connect(Config config, String userAgent) {
    Config own =
        new ConfigBuilder(config)
            .withUserAgent(userAgent)
            .withMaxConcurrentRequests(CONNECTIONS)
            .withMaxConcurrentRequestsPerHost(CONNECTIONS)
            // Whoever writes here tries again by himself, with what is true by then.
            .withRequestRetryBackoffLimit(RETRIES)
            .build();
    return new ApiWriter(
        new KubernetesClientBuilder().withConfig(own).build(), new Outages(userAgent));
  }

  /** For reading, under the same user agent. */
  public KubernetesClient client() {
    return client;
  }

  /** A merge patch. An object that is not there (any more) is no error. */
  public CompletableFuture<String> mergePatch(String path, String body) {
    return send(path, "PATCH", "application/merge-patch+json", body);
  }

  /** A strategic merge patch, for lists that are merged by key. */
  CompletableFuture<String> strategicPatch(String path, String body) {
    return send(path, "PATCH", "application/strategic-merge-patch+json", body);
  }

  CompletableFuture<String> create(String path, String body) {
    return send(path, "POST", "application/json", body);
  }

  CompletableFuture<String> delete(String path, String options) {
    return send(path, "DELETE", "application/json", options);
  }

  private CompletableFuture<String> send(
      String path, String method, String contentType, String body) {
    HttpRequest.Builder request =
        http.newHttpRequestBuilder().uri(server + path).method(method, contentType, body);
    if (method.equals("PATCH")) {
      request.header("Accept", METADATA_ONLY);
    }
    return http.sendAsync(request.build(), String.class)
        .thenApply(response -> {
          boolean gone = response.code() == NOT_FOUND && !method.equals("POST");
          if (response.code() >= OK_BELOW && !gone) {
            throw new RefusedException(
                response.code(),
                "%s %s was answered %d: %s"
                    .formatted(method, path, response.code(), response.body()));
          }
          return response.body();
        })
        .whenComplete((_, failure) -> outages.answered(failure));
  }

  @Override
  public void close() {
    client.close();
  }

  /** The API server did not take what was written. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    RefusedException(int code, String message) {
      super(message);
      this.code = code;
    }

    /** Rather than about the state of the server. */
    boolean isAboutTheObject() {
      return code < SERVER_ERRORS && code != TOO_MANY_REQUESTS;
    }
  }
}
