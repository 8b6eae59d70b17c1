package dev.bootc.rollout.operator.events;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events, one after the other. Once one is refused none is written for a while, which grows
 * as long as that goes on: whoever asks is told that something is untold, and tells all of it again
 * then. What the API server finds wrong with an Event itself is not tried again.
 */
final class Teller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Unprocessable Entity. */
  private static final int HTTP_INVALID = 422;

  private static final Set<Integer> NEVER_TAKEN =
      Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HTTP_INVALID);

  private final Consumer<Event> writer;
  private final ExecutorService executor;
  private final String instance;
  private final Clock clock;
  private final Told told = new Told();

  /** Causes that were logged; the same of the next thousand nodes is no news. */
  private final Set<String> logged = new HashSet<>();

  private boolean untold;
  private boolean closed;
  private Duration pause = Duration.ZERO;
  private Instant goesOn = Instant.MIN;

  /**
   * @param writer throws where the API server does not take it
   * @param executor of one thread
   * @param instance name of this process
   */
  Teller(Consumer<Event> writer, ExecutorService executor, String instance, Clock clock) {
    this.writer = writer;
    this.executor = executor;
    this.instance = instance;
    this.clock = clock;
  }

  /** As if it had been told. */
  void passOver(Happening happening) {
    told.add(happening.name());
  }

  /** Does nothing where it was told before. */
  void tell(Happening happening) {
    String name = happening.name();
    if (told.contains(name)) {
      return;
    }
    if (isPausing()) {
      isUntold(name);
      return;
    }
    told.add(name);
    Event event = happening.event(clock.instant(), instance);
    try {
      executor.execute(() -> write(event));
    } catch (RejectedExecutionException full) {
      isUntold(name);
    }
  }

  /** Whether everything is to be told again, since something could not be and may be now. */
  synchronized boolean isToBeToldAgain() {
    boolean again = untold && !isPausing();
    untold = untold && !again;
    return again;
  }

  private synchronized boolean isPausing() {
    return clock.instant().isBefore(goesOn);
  }

  private synchronized void isUntold(String name) {
    told.remove(name);
    untold = true;
  }

  private void write(Event event) {
    String name = event.getMetadata().getName();
    if (isPausing()) {
      isUntold(name);
      return;
    }
    try {
      writer.accept(event);
      taken();
    } catch (RuntimeException | Error refused) {
      // Whatever it is: the Event is not there, and what was told stays so.
      refused(event, refused);
    }
  }

  private synchronized void taken() {
    if (!pause.isZero()) {
      LOG.atInfo().log("events are written again");
      logged.clear();
    }
    pause = Duration.ZERO;
  }

  private synchronized void refused(Event event, Throwable refused) {
    int code = refused instanceof KubernetesClientException answer ? answer.getCode() : 0;
    if (code == HttpURLConnection.HTTP_CONFLICT) {
      taken();
    } else if (NEVER_TAKEN.contains(code)) {
      log(event, code, refused, "an event is not taken and is not told");
    } else if (!closed) {
      isUntold(event.getMetadata().getName());
      pause = pause.isZero() ? FIRST_PAUSE : longer(pause);
      goesOn = clock.instant().plus(pause);
      log(event, code, refused, "events cannot be written and are told later");
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void log(Event event, int code, Throwable refused, String message) {
    String cause =
        String.join(
            " ", message, Integer.toString(code), refused.getClass().getName(), event.getReason());
    if (!logged.add(cause)) {
      return;
    }
    LOG.atWarn()
        .setCause(refused instanceof KubernetesClientException ? null : refused)
        .addKeyValue("event", event.getMetadata().getName())
        .addKeyValue("reason", event.getReason())
        .addKeyValue("why", refused.getMessage())
        .log(message);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    executor.shutdownNow();
  }
}
