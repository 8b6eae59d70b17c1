package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final CountDownLatch woken = new CountDownLatch(1);

  @Test
  void shouldTellAgainAndAgainWhatIsWaitedFor() {
    // Given
    List<String> told = new CopyOnWriteArrayList<>();

    // When
    try (Heartbeat heartbeat = Heartbeat.begin(told::add, woken::countDown)) {
      heartbeat.say("pulling");

      // Then
      await().untilAsserted(() -> assertThat(told).startsWith("pulling", "pulling"));
    }
  }

  @Test
  void shouldWakeWhoeverWaitsWithTheReasonWhenTheActivityIsNotWantedAnyMore() {
    // Given
    IllegalStateException cancelled = new IllegalStateException("cancelled");

    // When
    try (Heartbeat heartbeat =
        Heartbeat.begin(
            _ -> {
              throw cancelled;
            },
            woken::countDown)) {
      await().until(() -> woken.getCount() == 0);

      // Then
      assertThatThrownBy(heartbeat::requireWanted).isSameAs(cancelled);
    }
  }

  /** Nobody would tell Temporal any more that the activity is alive, and it would wait for ever. */
  @Test
  void shouldWakeWhoeverWaitsWhenAHeartbeatEndsInAnError() {
    // Given
    LinkageError noSuchClass = new LinkageError("no such class");

    // When
    try (Heartbeat heartbeat =
        Heartbeat.begin(
            _ -> {
              throw noSuchClass;
            },
            woken::countDown)) {
      await().until(() -> woken.getCount() == 0);

      // Then
      assertThatThrownBy(() -> heartbeat.say("pulling")).hasCause(noSuchClass);
    }
  }
}
