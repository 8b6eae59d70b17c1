package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgentLoopTest {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Backoff NO_FAILURE = new Backoff(Duration.ofHours(1), new Random(1));
  private static final Backoff SOON = new Backoff(POLL, new Random(1));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T16:00:00Z"));
  private final InstantSource moved = now::get;
  private final Clock clock = moved.withZone(ZoneOffset.UTC);
  private final AtomicInteger passes = new AtomicInteger();

  @Test
  void shouldLookAgainAfterThePollWhenTheClockIsSetBackInThePass() {
    try (AgentLoop loop = new AgentLoop(this::setBackTheClock, NO_FAILURE, clock, POLL)) {
      // Given // When
      loop.wake();

      // Then
      await().until(() -> passes.get() >= 2);
    }
  }

  @Test
  void shouldTryAgainWhenAPassEndsInAnError() {
    try (AgentLoop loop = new AgentLoop(this::failOnce, SOON, clock, POLL)) {
      // Given // When
      loop.wake();

      // Then
      await().until(() -> passes.get() >= 2);
    }
  }

  @Test
  void shouldNotCountAPassThatEndsInAnErrorWhenErrorsLast() {
    try (AgentLoop loop =
        new AgentLoop(() -> fail(new LinkageError("as ever")), SOON, clock, POLL)) {
      // Given
      long made = System.nanoTime();

      // When
      loop.wake();
      await().until(() -> passes.get() >= 3);

      // Then
      Duration sinceMade = Duration.ofNanos(System.nanoTime() - made);
      assertThat(loop.sinceLastPass()).isGreaterThanOrEqualTo(sinceMade);
    }
  }

  @Test
  void shouldCountAPassWhenTheApiServerIsAway() {
    try (AgentLoop loop =
        new AgentLoop(() -> fail(new IllegalStateException("away")), SOON, clock, POLL)) {
      // Given
      long made = System.nanoTime();

      // When
      loop.wake();

      // Then
      await()
          .until(() ->
              loop.sinceLastPass().compareTo(Duration.ofNanos(System.nanoTime() - made).minus(POLL))
                  < 0);
    }
  }

  @Test
  void shouldTryAgainWhenWhatWasThrownCannotBeSaid() {
    try (AgentLoop loop = new AgentLoop(() -> fail(new Unspeakable()), SOON, clock, POLL)) {
      // Given // When
      loop.wake();

      // Then
      await().until(() -> passes.get() >= 2);
    }
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void shouldLookAgainWhenALookBetweenPassesThrows(Throwable thrown) {
    try (AgentLoop loop = new AgentLoop(clock::instant, SOON, clock, POLL)) {
      // Given // When
      loop.every(POLL, () -> fail(thrown));

      // Then
      await().until(() -> passes.get() >= 2);
    }
  }

  private static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("away"), new LinkageError("no such class"), new Unspeakable());
  }

  private Instant fail(Throwable thrown) {
    passes.incrementAndGet();
    switch (thrown) {
      case RuntimeException failed -> throw failed;
      case Error failed -> throw failed;
      default -> throw new IllegalArgumentException(thrown);
    }
  }

  /** Whoever wants to log it fails as well. */
  private static final class Unspeakable extends RuntimeException {
    @Override
    public synchronized Throwable getCause() {
      throw new LinkageError("a class that the log needs is not there");
    }
  }

  private Instant failOnce() {
    if (passes.incrementAndGet() == 1) {
      throw new LinkageError("a class that is not there");
    }
    return clock.instant().plus(POLL);
  }

  private Instant setBackTheClock() {
    passes.incrementAndGet();
    Instant again = clock.instant().plus(POLL);
    now.updateAndGet(before -> before.minus(Duration.ofHours(5)));
    return again;
  }
}
