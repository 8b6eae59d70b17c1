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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a watch of this process began anew, and how long it had been tried for. Schedulers lost
 * theirs too, and go on for a while with what they knew before: they try again after ever longer
 * pauses, see {@link LongestPause}. A process that was not let in at its own start does not know
 * how long that has lasted, and takes it for long; nor does one that has just begun know of outages
 * before, which schedulers have not forgotten.
 *
 * <p>An interceptor of the client, since the library begins a watch anew without telling anybody.
 */
public final class ApiServerOutages implements Interceptor {
  /** A watch that just came to its end began anew at once, but may be the sign of an outage. */
  private static final Duration AT_LEAST = Duration.ofSeconds(2);

  /** What takes longer is no watch that came to its end and begins anew. */
  private static final Duration BEGUN_AT_ONCE = Duration.ofSeconds(1);

  /** After this time without an outage components of Kubernetes begin with short pauses again. */
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(2);

  /** The library tries again sooner; what is not tried any more was given up on purpose. */
  private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(30);

  /**
   * An API server that has just started lets some in later than others, and whoever fails then
   * pauses once more.
   */
  private static final Duration LETS_IN_WITHIN = Duration.ofSeconds(2);

  /** From its new watch on, until a scheduler has sent what it had decided before. */
  private static final Duration DECIDED_BEFORE = Duration.ofSeconds(2);

  /** After which nobody pauses longer. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Whoever drains a node begins to watch its pods, which is no sign of anything. */
  private static final Pattern OF_ONE_NODE = Pattern.compile("spec\\.nodeName=[^&,]");

  private final LongSupplier nanoTime;
  private final Map<String, Attempts> open = new HashMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private final Set<URI> unanswered = new HashSet<>();
  private final Set<String> begunBefore = new HashSet<>();
  private final long knowsSince;
  private boolean watched;
  private boolean keptOut;
  private LongestPause pauseBeforeOutage = LongestPause.NONE_YET;
  private LongestPause pauseAfterOutage = LongestPause.NONE_YET;
  private boolean anyOutage;
  private long outageBegan;
  private long outageEnded;

  private record Attempts(long first, long latest) {}

  /**
   * A watch that began anew.
   *
   * @param lost since when it had been tried
   * @param heard by when others have theirs too
   */
  private record Ended(long lost, long heard) {}

  public ApiServerOutages() {
    this(System::nanoTime, Duration.ZERO);
  }

  /**
   * @param runsFor how long this process has known of each outage
   */
  ApiServerOutages(LongSupplier nanoTime, Duration runsFor) {
    this.nanoTime = nanoTime;
    this.knowsSince = nanoTime.getAsLong() - runsFor.toNanos();
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

  private static boolean isLastingWatch(URI uri) {
    String query = uri.getQuery();
    return query != null && query.contains("watch=true") && !OF_ONE_NODE.matcher(query).find();
  }

  /** The library tells of failures only where it tries again by itself, which it shall not. */
  synchronized void asked(URI uri) {
    if (isLastingWatch(uri)) {
      long now = nanoTime.getAsLong();
      forgetGivenUp(now);
      open.merge(
          uri.getPath(),
          new Attempts(now, now),
          (before, latest) -> new Attempts(before.first(), latest.latest()));
    } else if (!watched && !unanswered.add(uri)) {
      keptOut = true;
    }
  }

  synchronized void answered(URI uri, int code) {
    if (!watched) {
      unanswered.remove(uri);
      keptOut |= isKeptOut(code);
    }
    if (!isLastingWatch(uri) || code >= HttpURLConnection.HTTP_BAD_REQUEST) {
      return;
    }
    Attempts attempts = open.remove(uri.getPath());
    long now = nanoTime.getAsLong();
    ended.removeIf(over -> now - over.heard() >= 0);
    long lost = lost(attempts, now);
    boolean again = !begunBefore.add(uri.getPath());
    ended.add(new Ended(lost, now + heardAfter(lost, now, again).toNanos()));
    watched = true;
    unanswered.clear();
  }

  private long lost(@Nullable Attempts attempts, long now) {
    if (keptOut && !watched) {
      return now - LONG.toNanos();
    }
    return attempts == null ? now : attempts.first();
  }

  /** An API server that has just started refuses what it allows a moment later. */
  private static boolean isKeptOut(int code) {
    return code == HttpURLConnection.HTTP_UNAUTHORIZED
        || code == HttpURLConnection.HTTP_FORBIDDEN
        || code >= HttpURLConnection.HTTP_INTERNAL_ERROR;
  }

  private Duration heardAfter(long lost, long now, boolean again) {
    if (Duration.ofNanos(now - lost).compareTo(BEGUN_AT_ONCE) < 0) {
      return AT_LEAST;
    }
    see(lost, again);
    outageEnded = now;
    Duration lasted = Duration.ofNanos(now - outageBegan).plus(LETS_IN_WITHIN);
    pauseAfterOutage = pauseBeforeOutage.afterOutageOf(lasted);
    return pauseBeforeOutage.atTheEndOfOutageOf(lasted).plus(DECIDED_BEFORE);
  }

  /** All watches are lost in one outage: whatever was lost before the latest one ended is of it. */
  private void see(long lost, boolean again) {
    if (anyOutage && lost - outageEnded <= 0) {
      outageBegan = lost - outageBegan < 0 ? lost : outageBegan;
      return;
    }
    boolean follows = anyOutage && lost - outageEnded < FORGIVEN_AFTER.toNanos();
    LongestPause known = follows ? pauseAfterOutage : LongestPause.NONE_YET;
    boolean knowsNothing = again && lost - knowsSince < FORGIVEN_AFTER.toNanos();
    pauseBeforeOutage = knowsNothing ? LongestPause.UNKNOWN : known;
    outageBegan = lost;
    anyOutage = true;
  }

  /**
   * How long somebody may still not have heard of what was written; zero usually. Whoever lost
   * their watch a while after it had heard of it by then: or watches that come and go all the time
   * would be waited for all the time.
   *
   * @param written when, by {@link System#nanoTime}, or later
   */
  synchronized Duration untilOthersHaveHeardOf(long written) {
    long now = nanoTime.getAsLong();
    forgetGivenUp(now);
    long left =
        ended.stream()
            .filter(over -> !isTooLate(over.lost(), written))
            .mapToLong(over -> over.heard() - now)
            .max()
            .orElse(0);
    boolean underWay =
        open.values().stream().anyMatch(attempts -> !isTooLate(attempts.first(), written));
    return Duration.ofNanos(Math.max(left, underWay ? AT_LEAST.toNanos() : 0));
  }

  private static boolean isTooLate(long lost, long written) {
    return lost - written > AT_LEAST.toNanos();
  }

  private void forgetGivenUp(long now) {
    open.values().removeIf(attempts -> now - attempts.latest() > GIVEN_UP_AFTER.toNanos());
  }
}
