package dev.bootc.rollout.activities.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>An object that does not exist (any more) needs no patch: that is no error, and the answer is
 * empty. Any other refusal is a {@link KubernetesClientException} with its code.
 */
public final class Patches {
  /** What became of a patch with tests. */
  public enum Tested {
    /** The tests held, and the rest was done. */
    DONE,
    /** A test did not hold; nothing was changed. */
    REFUSED,
    /** There is no such object. */
    NO_OBJECT
  }

  private static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json-patch+json";
  private static final String APPLY = "application/apply-patch+yaml";

  /** What a JSON patch with a {@code test} that does not hold is refused with. */
  private static final int UNPROCESSABLE = 422;

  /**
   * The bodies are ours and tested, and looking for unknown fields costs the API server a pass over
   * the whole object.
   */
  private static final String UNVALIDATED = "?fieldValidation=Ignore";

  /** What is read of the answer, so the API server need not send the whole object back. */
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
   * @return the object's metadata after it
   */
  public Optional<ObjectMeta> merge(String path, Object body) {
    HttpResponse<String> answer = send(path + UNVALIDATED, MERGE, body);
    return accepted(path, answer) ? Optional.of(metadata(answer)) : Optional.empty();
  }

  /** The same in that name, which the API server notes as the writer of each field. */
  public void mergeAs(String fieldManager, String path, Object body) {
    String name = URLEncoder.encode(fieldManager, StandardCharsets.UTF_8);
    accepted(path, send(path + UNVALIDATED + "&fieldManager=" + name, MERGE, body));
  }

  /**
   * A JSON patch that begins with tests.
   *
   * @return what became of it
   */
  public Tested tested(String path, List<Map<String, @Nullable Object>> operations) {
    HttpResponse<String> answer = send(path + UNVALIDATED, JSON, operations);
    if (answer.code() == UNPROCESSABLE) {
      return Tested.REFUSED;
    }
    return accepted(path, answer) ? Tested.DONE : Tested.NO_OBJECT;
  }

  /** A server-side apply by that field manager, who takes over what others own. */
  public void apply(String path, String fieldManager, Object body) {
    accepted(path, send(path + "?force=true&fieldManager=" + fieldManager, APPLY, body));
  }

  private HttpResponse<String> send(String path, String contentType, Object body) {
    String json = client.getKubernetesSerialization().asJson(body);
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(server + path)
            .header("Accept", METADATA_ONLY)
            .method("PATCH", contentType, json)
            .build();
    return await(http.sendAsync(request, String.class), path);
  }

  /** Whether there was an object to patch. */
  private boolean accepted(String path, HttpResponse<String> answer) {
    if (!answer.isSuccessful() && answer.code() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw refusal(path, answer);
    }
    return answer.isSuccessful();
  }

  private ObjectMeta metadata(HttpResponse<String> answer) {
    return client
        .getKubernetesSerialization()
        .unmarshal(answer.body(), PartialObject.class)
        .metadata();
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

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record PartialObject(ObjectMeta metadata) {}
}
