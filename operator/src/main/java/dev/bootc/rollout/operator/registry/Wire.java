package dev.bootc.rollout.operator.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to registries. Guarantees: each ends within {@link #ANSWERED_WITHIN}, headers and
 * body; credentials never leave for another origin than the one they were meant for.
 */
final class Wire implements AutoCloseable {
  static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

  /** What the specification lets a manifest have. */
  private static final long LARGEST_BODY = 4L << 20;

  private static final int MOST_REDIRECTS = 3;
  private static final int REDIRECTS = 300;
  private static final int ERRORS = 400;

  private final Optional<Path> authorities;
  private final Proxies proxies;
  private byte[] trusted = new byte[0];
  private @Nullable HttpClient client;

  Wire(Optional<Path> authorities, Proxies proxies) {
    this.authorities = authorities;
    this.proxies = proxies;
  }

  /**
   * @param authorization sent to the origin of that address only; absent without
   */
  Reply send(String method, URI uri, Map<String, String> headers, @Nullable String authorization)
      throws IOException, InterruptedException {
    URI at = uri;
    for (int redirects = 0; ; redirects++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .setHeader("User-Agent", "bootc-rollout-operator");
      headers.forEach(request::setHeader);
      if (authorization != null && isSameOrigin(uri, at)) {
        request.setHeader("Authorization", authorization);
      }
      HttpResponse<byte[]> response = within(request.build());
      Optional<URI> elsewhere = redirection(at, response.statusCode(), response.headers());
      if (elsewhere.isEmpty()) {
        return new Reply(
            response.statusCode(),
            response.headers(),
            new String(response.body(), StandardCharsets.ISO_8859_1));
      }
      if (redirects == MOST_REDIRECTS) {
        throw new IOException("it redirects without end, at last to " + elsewhere.get().getHost());
      }
      at = elsewhere.get();
    }
  }

  private HttpResponse<byte[]> within(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client()
            .sendAsync(
                request,
                HttpResponse.BodyHandlers.limiting(
                    HttpResponse.BodyHandlers.ofByteArray(), LARGEST_BODY));
    try {
      return answer.get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new SilentRegistry();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(failed.getCause());
    } finally {
      // Also where this thread is interrupted: nobody waits for it any more.
      answer.cancel(true);
    }
  }

  /** It took the connection, or not even that, and said nothing. */
  static final class SilentRegistry extends IOException {
    private static final long serialVersionUID = 1L;

    SilentRegistry() {
      super("no answer within " + ANSWERED_WITHIN.toSeconds() + " s");
    }
  }

  private static Optional<URI> redirection(URI from, int status, HttpHeaders headers)
      throws IOException {
    Optional<String> location = headers.firstValue("Location");
    if (status < REDIRECTS || status >= ERRORS || location.isEmpty()) {
      return Optional.empty();
    }
    URI to;
    try {
      to = from.resolve(location.get());
    } catch (IllegalArgumentException noAddress) {
      throw new IOException("it redirects to what is no address", noAddress);
    }
    if (to.getHost() == null
        || ("https".equals(from.getScheme()) && !"https".equals(to.getScheme()))) {
      throw new IOException("it redirects from TLS to " + to.getScheme() + "://" + to.getHost());
    }
    return Optional.of(to);
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equalsIgnoreCase(other.getAuthority());
  }

  /** A new one when the file of authorities has other ones in it. */
  private synchronized HttpClient client() throws IOException {
    byte[] now = authorities.isEmpty() ? new byte[0] : read(authorities.get());
    HttpClient known = client;
    if (known != null && Arrays.equals(now, trusted)) {
      return known;
    }
    HttpClient made = make(authorities.isEmpty() ? Optional.empty() : Optional.of(trust(now)));
    if (known != null) {
      known.shutdown();
    }
    trusted = now;
    client = made;
    return made;
  }

  private HttpClient make(Optional<SSLContext> trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTED_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies.selector());
    trust.ifPresent(builder::sslContext);
    return builder.build();
  }

  private SSLContext trust(byte[] pem) throws IOException {
    try {
      return Trust.with(pem);
    } catch (IOException none) {
      throw new UnusableAuthorities(authorities.orElseThrow() + " has " + none.getMessage(), none);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new UnusableAuthorities(file + " cannot be read", unreadable);
    }
  }

  /** The file that {@code --registry-ca-file} names is of no use. */
  static final class UnusableAuthorities extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableAuthorities(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public synchronized void close() {
    HttpClient open = client;
    if (open != null) {
      open.shutdownNow();
    }
  }
}
