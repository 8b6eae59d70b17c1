package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When a watch of this process began anew, and how long it had been tried for. Schedulers lost
 * theirs too, and go on for a while with what they knew before: whoever tries again after ever
 * longer pauses hears of a return within as long as the outage was.
 *
 * <p>An interceptor of the client, since the library begins a watch anew without telling anybody.
 */
public final class ApiServerOutages implements Interceptor {
  /** A watch that just came to its end began anew at once, but may be the sign of an outage. */
  private static final Duration AT_LEAST = Duration.ofSeconds(2);

  /** Components of Kubernetes pause no longer than this. */
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** The library tries again sooner; what is not tried any more was given up on purpose. */
  private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private final Map<String, Attempts> open = new HashMap<>();
  private Duration heardAfter = Duration.ZERO;
  private long ended;

  private record Attempts(long first, long latest) {}

  public ApiServerOutages() {
    this(System::nanoTime);
  }

  ApiServerOutages(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void before(BasicBuilder request, HttpRequest asked, RequestTags tags) {
    asked(asked.uri());
  }

  @Override
  public void after(
      HttpRequest asked, HttpResponse<?> answer, AsyncBody.Consumer<List<ByteBuffer>> body) {
    answered(asked.uri(), answer.code());
  }

  private static boolean isWatch(URI uri) {
    return uri.getQuery() != null && uri.getQuery().contains("watch=true");
  }

  synchronized void asked(URI uri) {
    if (isWatch(uri)) {
      long now = nanoTime.getAsLong();
      forgetGivenUp(now);
      open.merge(
          uri.getPath(),
          new Attempts(now, now),
          (before, latest) -> new Attempts(before.first(), latest.latest()));
    }
  }

  synchronized void answered(URI uri, int code) {
    if (!isWatch(uri) || code >= HttpURLConnection.HTTP_BAD_REQUEST) {
      return;
    }
    Attempts attempts = open.remove(uri.getPath());
    long now = nanoTime.getAsLong();
    Duration lasted = attempts == null ? Duration.ZERO : Duration.ofNanos(now - attempts.first());
    Duration left = left(now);
    Duration heard = lasted.compareTo(AT_LEAST) < 0 ? AT_LEAST : lasted;
    heardAfter = min(AT_MOST, heard.compareTo(left) < 0 ? left : heard);
    ended = now;
  }

  /** How long somebody may still not have heard of what was written since; zero usually. */
  synchronized Duration untilOthersHaveHeard() {
    long now = nanoTime.getAsLong();
    forgetGivenUp(now);
    Duration left = left(now);
    return open.isEmpty() || left.compareTo(AT_LEAST) > 0 ? left : AT_LEAST;
  }

  private void forgetGivenUp(long now) {
    open.values().removeIf(attempts -> now - attempts.latest() > GIVEN_UP_AFTER.toNanos());
  }

  private Duration left(long now) {
    Duration left = heardAfter.minusNanos(now - ended);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
