package dev.bootc.rollout.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PromisedTest {
  private static final Duration PROMISE = Duration.ofSeconds(10);
  private static final int PROCESSORS = 2;

  @Test
  void shouldBeWhatIsPromisedWhenTheMachineKeepsUp() {
    assertThat(Promised.within(PROMISE, 1.9, PROCESSORS)).isEqualTo(PROMISE);
  }

  @Test
  void shouldBeWhatIsPromisedWhenTheMachineDoesNotTellItsLoad() {
    assertThat(Promised.within(PROMISE, -1, PROCESSORS)).isEqualTo(PROMISE);
  }

  @Test
  void shouldBeAsManyTimesLongerAsMoreWantsToRunThanCan() {
    assertThat(Promised.within(PROMISE, 6, PROCESSORS)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldStayBelowTheNextSlowRoundWhenTheMachineIsSwamped() {
    assertThat(Promised.within(PROMISE, 40, PROCESSORS)).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void shouldStayBelowWhatComesAnyhowWhateverTheLoadIs() {
    assertThat(Promised.within(PROMISE, Duration.ofSeconds(5))).isLessThan(Duration.ofSeconds(5));
    assertThat(Promised.within(PROMISE, Duration.ofMinutes(5)))
        .isBetween(PROMISE, PROMISE.multipliedBy(5));
  }
}
