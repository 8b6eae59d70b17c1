package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.HttpGateSpec;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends the requests of gates: without credentials, without redirects, and not for long. */
final class GateWire {
  /** Headers and body: a look at a node must not stand still for a service that hangs. */
  static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

  private static final int MOST_CAUSES = 3;
  private static final long LARGEST_BODY = 1L << 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWERED_WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @throws IOException where there is no answer, with words for why
   */
  HttpResponse<String> get(String address) throws IOException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request(address),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LARGEST_BODY));
    try {
      return answer.get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new IOException(
          "no answer within " + ANSWERED_WITHIN.toSeconds() + " s from " + shown(address), silent);
    } catch (ExecutionException failed) {
      throw new IOException(
          "no answer: " + words(failed.getCause()) + " from " + shown(address), failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while it was asked");
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * An address as it is told: without its query, which may be longer than all that is kept of an
   * answer, and without whatever stands before the host.
   */
  static String shown(String address) {
    try {
      URI uri = URI.create(address);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme()
          + "://"
          + uri.getHost()
          + port
          + Objects.requireNonNullElse(uri.getPath(), "");
    } catch (IllegalArgumentException malformed) {
      return "an address that is none";
    }
  }

  /** Also of a pool whose spec cannot be carried out: its gates are asked all the same. */
  private static HttpRequest request(String address) throws IOException {
    try {
      return HttpRequest.newBuilder(URI.create(address))
          .setHeader("User-Agent", "bootc-rollout-operator")
          .build();
    } catch (IllegalArgumentException malformed) {
      throw new IOException("it has no address that can be asked", malformed);
    }
  }

  /** The JDK's exceptions of connections have names that say more than their messages, if any. */
  private static String words(@Nullable Throwable failure) {
    List<String> words = new ArrayList<>();
    for (Throwable cause = failure; cause != null && words.size() < MOST_CAUSES; ) {
      words.add(
          cause.getClass().getSimpleName()
              + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"));
      cause = cause.getCause();
    }
    return String.join(", ", words);
  }

  /**
   * The text with what it leaves open about a node.
   *
   * @throws IOException where the node has no such address
   */
  static String filled(String text, Node node) throws IOException {
    String named = text.replace(HttpGateSpec.NODE, node.getMetadata().getName());
    if (!named.contains(HttpGateSpec.ADDRESS)) {
      return named;
    }
    String address =
        Stream.ofNullable(node.getStatus())
            .flatMap(status -> Stream.ofNullable(status.getAddresses()))
            .flatMap(List::stream)
            .filter(known -> "InternalIP".equals(known.getType()))
            .map(known ->
                known.getAddress().contains(":")
                    ? "[" + known.getAddress() + "]"
                    : known.getAddress())
            .findFirst()
            .orElseThrow(() ->
                new IOException("Node " + node.getMetadata().getName() + " has no InternalIP"));
    return named.replace(HttpGateSpec.ADDRESS, address);
  }
}
