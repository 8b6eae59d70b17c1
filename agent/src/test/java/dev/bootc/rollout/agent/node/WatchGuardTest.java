package dev.bootc.rollout.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchGuardTest {
  private static final Instant START = Instant.parse("2026-11-22T16:00:00Z");
  private static final Instant LATE = START.plus(WatchGuard.PATIENCE).plusSeconds(1);

  private final WatchGuard guard = new WatchGuard(START);

  @Test
  void shouldCallTheWatchStuckWhenTheServerAnswersAgainAndAgainWithoutIt() {
    // Given
    guard.look(false, () -> true, () -> false, LATE);
    assertThat(guard.stuckSince()).isEmpty();

    // When
    guard.look(false, () -> true, () -> false, LATE.plusSeconds(300));

    // Then
    assertThat(guard.stuckSince()).contains(START);
  }

  @Test
  void shouldWaitForEverWhenTheServerIsAway() {
    // Given
    guard.look(false, () -> true, () -> false, LATE);

    // When
    guard.look(false, () -> false, () -> false, LATE.plusSeconds(300));
    guard.look(false, () -> true, () -> false, LATE.plusSeconds(600));

    // Then
    assertThat(guard.stuckSince()).isEmpty();
  }

  @Test
  void shouldForgetWhenTheWatchIsBack() {
    // Given
    guard.look(false, () -> true, () -> false, LATE);
    guard.look(false, () -> true, () -> false, LATE.plusSeconds(300));

    // When
    guard.look(true, () -> true, () -> false, LATE.plusSeconds(301));

    // Then
    assertThat(guard.stuckSince()).isEmpty();
  }

  @Test
  void shouldAskNobodyWhenTheWatchIsGoneForAShortTime() {
    // Given
    Instant soon = START.plusSeconds(60);

    // When
    guard.look(
        false,
        () -> {
          throw new AssertionError("asked");
        },
        () -> false,
        soon);

    // Then
    assertThat(guard.stuckSince()).isEmpty();
  }

  @Test
  void shouldCallTheWatchStuckWhenItIsOpenAndDoesNotTellOfWhatTheServerHas() {
    // Given
    guard.look(true, () -> true, () -> true, LATE);
    assertThat(guard.stuckSince()).isEmpty();

    // When
    guard.look(true, () -> true, () -> true, LATE.plusSeconds(60));

    // Then
    assertThat(guard.stuckSince()).isPresent();
  }

  @Test
  void shouldCallTheWatchWellWhenWhatWasNewWasOnlyOnItsWay() {
    // Given
    guard.look(true, () -> true, () -> true, LATE);

    // When
    guard.look(true, () -> true, () -> true, LATE.plusSeconds(1));
    guard.look(true, () -> true, () -> false, LATE.plusSeconds(60));

    // Then
    assertThat(guard.stuckSince()).isEmpty();
  }

  @Test
  void shouldCompareSoonWhenAnOpenWatchHasNotBeenHeardOfForLong() {
    // Given
    Instant quiet = START.plus(WatchGuard.QUIET).plusSeconds(1);
    guard.hears("7", START);

    // When
    guard.hears("7", quiet);
    guard.look(true, () -> true, () -> true, quiet);
    guard.hears("7", quiet.plusSeconds(30));
    guard.look(true, () -> true, () -> true, quiet.plusSeconds(31));

    // Then
    assertThat(guard.stuckSince()).isPresent();
  }

  @Test
  void shouldAskNobodyWhenTheWatchIsHeardOf() {
    // Given
    guard.hears("7", START);
    guard.hears("8", START.plusSeconds(60));

    // When
    guard.hears("8", START.plusSeconds(200));
    guard.look(
        true,
        () -> true,
        () -> {
          throw new AssertionError("asked");
        },
        START.plusSeconds(200));

    // Then
    assertThat(guard.stuckSince()).isEmpty();
  }
}
