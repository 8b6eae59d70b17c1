package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends patches as they are, one request each. The client's typed call reads the object before it
 * patches and parses it after, which for a Node of 20 kB costs more than everything else in a
 * node's update.
 *
 * <p>An object that does not exist (any more) needs no patch: that is no error. Any other refusal
 * is a {@link KubernetesClientException} with its code.
 */
public final class Patches {
  private static final String MERGE = "application/merge-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  /** Only the answer's code matters, so the API server need not send the object back. */
  private static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  private final KubernetesClient client;
  private final HttpClient http;
  private final String server;

  public Patches(KubernetesClient client) {
    this.client = client;
    this.http = client.getHttpClient();
    String url = client.getMasterUrl().toString();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * A JSON merge patch.
   *
   * @param path such as {@code /api/v1/nodes/worker-1}
   * @param body null values remove
   */
  public void merge(String path, Object body) {
    send(path, MERGE, body);
  }

  /** A server-side apply by that field manager, who takes over what others own. */
  public void apply(String path, String fieldManager, Object body) {
    send(path + "?force=true&fieldManager=" + fieldManager, APPLY, body);
  }

  private void send(String path, String contentType, Object body) {
    String json = client.getKubernetesSerialization().asJson(body);
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(server + path)
            .header("Accept", METADATA_ONLY)
            .method("PATCH", contentType, json)
            .build();
    HttpResponse<String> answer = await(http.sendAsync(request, String.class), path);
    if (!answer.isSuccessful() && answer.code() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw refusal(path, answer);
    }
  }

  private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer, String path) {
    int limit = client.getConfiguration().getRequestTimeout();
    try {
      return limit > 0 ? answer.get(limit, TimeUnit.MILLISECONDS) : answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted while patching " + path, e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException("no answer to a patch of " + path, e);
    } catch (ExecutionException e) {
      throw new KubernetesClientException("cannot patch " + path, e.getCause());
    }
  }

  private KubernetesClientException refusal(String path, HttpResponse<String> answer) {
    @Nullable Status status = status(answer.body());
    String message = status == null ? answer.body() : status.getMessage();
    return new KubernetesClientException(
        "patch of " + path + " was refused with " + answer.code() + ": " + message,
        answer.code(),
        status);
  }

  private @Nullable Status status(String body) {
    try {
      return client.getKubernetesSerialization().unmarshal(body, Status.class);
    } catch (KubernetesClientException | IllegalArgumentException notAStatus) {
      return null;
    }
  }
}
