package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ChangesTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Changes changes = new Changes();

  @Test
  void shouldWakeAtOnceWhenTheChangeCameBeforeTheWait() {
    // Given
    try (Changes.Subscription subscription = changes.ofNode("node-1")) {
      changes.node("node-1");
      changes.node("node-1");

      // When
      assertThatCode(() -> subscription.await(LONG))
          // Then
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldFailWhenTheWorkerStopsDuringTheWait() {
    // Given
    Changes.Subscription subscription = changes.ofPool("workers");
    CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> subscription.await(LONG));

    // When
    changes.stop();

    // Then
    assertThatThrownBy(wait::join).hasCauseInstanceOf(Changes.WorkerStopping.class);
  }

  @Test
  void shouldFailAtOnceWhenTheWorkerStoppedBeforeTheWait() {
    // Given
    changes.stop();
    Changes.Subscription late = changes.ofPool("workers");

    // When
    assertThatThrownBy(() -> late.gather(LONG))
        // Then
        .isInstanceOf(Changes.WorkerStopping.class);
  }
}
