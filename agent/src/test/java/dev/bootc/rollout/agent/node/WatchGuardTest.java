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
}
