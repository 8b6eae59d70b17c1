package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.operator.temporal.Reachability;
import dev.bootc.rollout.operator.temporal.TemporalConnection;
import dev.bootc.rollout.workflows.Searchability;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Temporal something, and tells an answer from an outage. */
final class TemporalRequests {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalRequests.class);

  /** A workflow that nobody asks for any more does not fail any more. */
  private static final Duration NEWS = Duration.ofMinutes(1);

  private final TemporalConnection connection;
  private final Clock clock;

  /** By workflow. */
  private final Map<String, Failing> failing = new ConcurrentHashMap<>();

  /** Requests that fail, since when and for the last time when. */
  private record Failing(Instant since, Instant lately, String why) {}

  /** What became of a request, whatever it asks for. */
  sealed interface Reached<T> {
    record Answered<T>(T answer) implements Reached<T> {}

    /**
     * It lacked the search attributes. They are there now, or known not to be, so that it is worth
     * asking again.
     */
    record Unprepared<T>() implements Reached<T> {}

    record Away<T>(Instant since, String why) implements Reached<T> {}
  }

  TemporalRequests(TemporalConnection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** No request while Temporal is known to be away, so that an outage costs nobody time. */
  <T> Reached<T> ask(String workflowId, Supplier<T> request) {
    if (connection.state() instanceof Reachability.Unreachable away) {
      return new Reached.Away<>(away.since(), away.why());
    }
    try {
      T answer = request.get();
      failing.remove(workflowId);
      return new Reached.Answered<>(answer);
    } catch (RuntimeException failed) {
      return failed(workflowId, failed);
    }
  }

  private <T> Reached<T> failed(String workflowId, RuntimeException failed) {
    if (Searchability.isLackedBy(failed)) {
      connection.prepare();
      return new Reached.Unprepared<>();
    }
    connection.doubt();
    String why = why(rootMessage(failed));
    LOG.atWarn()
        .addKeyValue("workflow", workflowId)
        .addKeyValue("why", why)
        .log("Temporal did not answer as it must");
    Instant now = clock.instant();
    Failing since =
        failing.merge(
            workflowId,
            new Failing(now, now, why),
            (first, latest) -> new Failing(first.since(), latest.lately(), latest.why()));
    return new Reached.Away<>(since.since(), why);
  }

  /** What fails at a Temporal that is there; empty where all is answered. */
  Optional<String> unanswered() {
    Instant news = clock.instant().minus(NEWS);
    return failing.values().stream()
        .filter(each -> each.lately().isAfter(news))
        .min(Comparator.comparing(Failing::since))
        .map(each -> "requests fail since " + each.since() + ": " + each.why());
  }

  /** A server whose disk is full goes on to answer whoever only asks how it is. */
  private static String why(String message) {
    return message.startsWith("DEADLINE_EXCEEDED") || message.startsWith("UNAVAILABLE")
        ? message
            + ". Where Temporal answers others, its volume or its database is full or too slow:"
            + " make room there, and it goes on by itself"
        : message;
  }

  static String rootMessage(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
