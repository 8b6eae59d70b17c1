package dev.bootc.rollout.agent;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Backoff NO_FAILURE = new Backoff(Duration.ofHours(1), new Random(1));

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
    Backoff soon = new Backoff(POLL, new Random(1));
    try (AgentLoop loop = new AgentLoop(this::failOnce, soon, clock, POLL)) {
      // Given // When
      loop.wake();

      // Then
      await().until(() -> passes.get() >= 2);
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
