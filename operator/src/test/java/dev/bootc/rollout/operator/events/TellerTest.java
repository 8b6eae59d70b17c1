package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.operator.SteppedClock;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TellerTest {
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final List<String> asked = new ArrayList<>();
  private @Nullable Throwable answer;
  private final Teller teller =
      new Teller(this::write, new AtOnce(), "bootc-rollout-operator-0", clock);

  @Test
  void shouldTellEachThingOnce() {
    // When
    teller.tell(happening(1));
    teller.tell(happening(1));
    teller.tell(happening(2));

    // Then
    assertThat(asked).containsExactly("1", "2");
    assertThat(teller.isToBeToldAgain()).isFalse();
  }

  @Test
  void shouldAskOnceAndThenPauseForEverLongerWhenTheApiServerRefuses() {
    // Given
    answer = new KubernetesClientException("forbidden", 403, null);
    List<Long> attempts = new ArrayList<>();

    // When
    for (int second = 0; second < 3_600; second++) {
      int before = asked.size();
      if (second == 0 || teller.isToBeToldAgain()) {
        tellTwenty();
      }
      assertThat(asked.size() - before).isLessThanOrEqualTo(1);
      if (asked.size() > before) {
        attempts.add((long) second);
      }
      clock.move(Duration.ofSeconds(1));
    }

    // Then
    assertThat(attempts).startsWith(0L, 10L, 30L, 70L, 150L, 310L, 630L, 1_230L, 1_830L);
  }

  @Test
  void shouldTellAllThatIsUntoldWhenTheApiServerTakesItAgain() {
    // Given
    teller.tell(happening(0));
    answer = new KubernetesClientException("gone away", 500, null);
    tellTwenty();
    asked.clear();
    answer = null;
    clock.move(Duration.ofSeconds(10));

    // When
    boolean again = teller.isToBeToldAgain();
    tellTwenty();

    // Then
    assertThat(again).isTrue();
    assertThat(asked).hasSize(19).doesNotContain("0");
    assertThat(teller.isToBeToldAgain()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 422})
  void shouldLeaveItAtThatWhenTheEventIsThereOrIsNeverTaken(int code) {
    // Given
    answer = new KubernetesClientException("refused", code, null);

    // When
    tellTwenty();
    tellTwenty();

    // Then
    assertThat(asked).hasSize(20);
    assertThat(teller.isToBeToldAgain()).isFalse();
  }

  @Test
  void shouldTellItLaterWhateverIsThrown() {
    // Given
    answer = new IllegalStateException("the client is closed");
    teller.tell(happening(1));
    answer = null;
    clock.move(Duration.ofMinutes(1));

    // When
    boolean again = teller.isToBeToldAgain();
    teller.tell(happening(1));

    // Then
    assertThat(again).isTrue();
    assertThat(asked).containsExactly("1", "1");
  }

  private void tellTwenty() {
    IntStream.range(0, 20).mapToObj(TellerTest::happening).forEach(teller::tell);
  }

  private void write(Event event) {
    asked.add(event.getNote());
    switch (answer) {
      case null -> {}
      case RuntimeException refused -> throw refused;
      default -> throw new AssertionError(answer);
    }
  }

  private static Happening happening(int number) {
    return new Happening(
        new ObjectReferenceBuilder().withName("workers").withUid("uid").build(),
        null,
        false,
        "Reason",
        EventAction.ROLLOUT,
        Integer.toString(number),
        List.of(Integer.toString(number)),
        Optional.empty());
  }

  /** On the thread of whoever asks. */
  private static final class AtOnce extends AbstractExecutorService {
    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
