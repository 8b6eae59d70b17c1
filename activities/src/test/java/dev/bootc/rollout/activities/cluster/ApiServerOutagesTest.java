package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ApiServerOutagesTest {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int UNAVAILABLE = 503;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;
  private static final URI LIST = request("/api/v1/nodes?limit=100");
  private static final URI NODES = request("/api/v1/nodes?resourceVersion=7&watch=true");
  private static final URI PODS = request("/api/v1/pods?fieldSelector=spec.nodeName%3D&watch=true");
  private static final URI PODS_OF_A_NODE =
      request("/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1&watch=true");

  private final AtomicLong now = new AtomicLong();
  private final ApiServerOutages outages = new ApiServerOutages(now::get, Duration.ofMinutes(5));
  private final ApiServerOutages young = new ApiServerOutages(now::get, Duration.ZERO);

  @Test
  void shouldKnowOfNoneWhenNoWatchBegan() {
    // When
    tries(LIST);
    isAnswered(LIST, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldGiveOthersAMomentWhenAWatchBeganAnewAtOnce() {
    // When
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
    passes(Duration.ofSeconds(2));
    assertThat(untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldGiveOthersAsLongAsTheyMayPauseAtTheEndOfTheOutage() {
    // When
    triesFor(Duration.ofSeconds(20));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then: pauses of 0.8, 1.6, 3.2 and 6.4 seconds are over, and one of 12.8 may take twice that,
    // with two for what was decided before
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofMillis(27_600));
    passes(Duration.ofMillis(27_600));
    assertThat(untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldReckonWithAnApiServerThatLetsOthersInLater() {
    // When: others may have failed once more, at 2.4 seconds
    tries(NODES);
    passes(Duration.ofMillis(2_300));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofMillis(8_400));
  }

  @Test
  void shouldNotForgetALongOutageForAShortOneAfterIt() {
    // Given
    triesFor(Duration.ofSeconds(40));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // When
    tries(PODS);
    isAnswered(PODS, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  void shouldGiveOthersLongerEachTimeWhenOutagesFollowEachOther() {
    // When
    Duration first = shortOutage();
    passes(Duration.ofMinutes(1));
    Duration second = shortOutage();
    passes(Duration.ofMinutes(1));
    Duration third = shortOutage();
    passes(Duration.ofMinutes(3));
    Duration muchLater = shortOutage();

    // Then
    assertThat(List.of(first, second, third, muchLater))
        .containsExactly(
            Duration.ofMillis(8_400),
            Duration.ofMillis(14_800),
            Duration.ofMillis(27_600),
            Duration.ofMillis(8_400));
  }

  @Test
  void shouldReckonWithOutagesBeforeItWhenTheProcessHasJustBegun() {
    // Given
    young.asked(NODES);
    young.answered(NODES, SWITCHING_PROTOCOLS);
    passes(Duration.ofSeconds(10));

    // When
    young.asked(NODES);
    passes(Duration.ofMillis(1_200));
    young.answered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(young.untilOthersHaveHeardOf(now.get())).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  void shouldTakeASlowBeginningForNoOutageOfOthersWhenTheProcessHasJustBegun() {
    // When
    young.asked(NODES);
    passes(Duration.ofMillis(1_200));
    young.answered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(young.untilOthersHaveHeardOf(now.get())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void shouldKnowThatOthersHaveForgottenWhenTheProcessHasRunForLonger() {
    // Given
    young.asked(NODES);
    young.answered(NODES, SWITCHING_PROTOCOLS);
    passes(Duration.ofMinutes(2));

    // When
    young.asked(NODES);
    passes(Duration.ofMillis(1_200));
    young.answered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(young.untilOthersHaveHeardOf(now.get())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void shouldRememberHowLongTheOutageBeforeWasWhenAShortOneFollows() {
    // Given
    triesFor(Duration.ofSeconds(20));
    isAnswered(NODES, SWITCHING_PROTOCOLS);
    passes(Duration.ofMinutes(1));

    // When
    Duration afterAShortOne = shortOutage();

    // Then
    assertThat(afterAShortOne).isEqualTo(Duration.ofSeconds(62));
  }

  /** Of all watches together. */
  private Duration shortOutage() {
    tries(NODES);
    tries(PODS);
    passes(Duration.ofSeconds(3));
    isAnswered(NODES, SWITCHING_PROTOCOLS);
    isAnswered(PODS, SWITCHING_PROTOCOLS);
    return untilOthersHaveHeard();
  }

  @Test
  void shouldGiveOthersAMinuteAtMost() {
    // When
    triesFor(Duration.ofHours(1));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  void shouldNotCountAsOverWhatIsAnsweredByARefusal() {
    // When
    tries(NODES);
    isAnswered(NODES, UNAVAILABLE);
    passes(Duration.ofSeconds(20));

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldNotWaitForAWatchThatWasGivenUp() {
    // When
    tries(PODS);
    passes(Duration.ofSeconds(31));

    // Then
    assertThat(untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldKnowOfNoneWhenADrainBeginsToWatchThePodsOfItsNode() {
    // When
    tries(PODS_OF_A_NODE);
    isAnswered(PODS_OF_A_NODE, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldNotWaitForEverWhenWatchesComeAndGoAllTheTime() {
    // Given
    long written = now.get();

    // When
    for (int second = 0; second < 5; second++) {
      tries(PODS);
      isAnswered(PODS, SWITCHING_PROTOCOLS);
      passes(Duration.ofSeconds(1));
    }

    // Then
    assertThat(outages.untilOthersHaveHeardOf(written)).isZero();
    assertThat(untilOthersHaveHeard()).isPositive();
  }

  @Test
  void shouldNotWaitForAnOutageWhenItBeganLongAfterwards() {
    // Given
    long written = now.get();
    passes(Duration.ofSeconds(3));

    // When
    tries(NODES);

    // Then
    assertThat(outages.untilOthersHaveHeardOf(written)).isZero();
    assertThat(untilOthersHaveHeard()).isPositive();
  }

  @Test
  void shouldTakeAnOutageForLongWhenTheProcessBeganInIt() {
    // Given
    tries(LIST);
    passes(Duration.ofSeconds(1));
    tries(LIST);
    isAnswered(LIST, OK);

    // When
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);
    tries(PODS);
    isAnswered(PODS, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  void shouldTakeARefusalForAnOutageWhenTheProcessHasJustBegun() {
    // Given
    tries(LIST);
    isAnswered(LIST, FORBIDDEN);
    isAnswered(LIST, OK);

    // When
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(62));
  }

  @Test
  void shouldTakeAnObjectThatIsNotThereForNoOutageWhenTheProcessHasJustBegun() {
    // Given
    tries(LIST);
    isAnswered(LIST, NOT_FOUND);

    // When
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldTakeARefusalForNoOutageWhenWatchesHadBegun() {
    // Given
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);
    passes(Duration.ofSeconds(10));
    isAnswered(LIST, FORBIDDEN);

    // When
    tries(PODS);
    isAnswered(PODS, SWITCHING_PROTOCOLS);

    // Then
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldGoOnWaitingForAnOutageWhenAnotherFollowsWithinThatTime() {
    // Given
    triesFor(Duration.ofSeconds(40));
    isAnswered(NODES, SWITCHING_PROTOCOLS);
    long written = now.get();
    passes(Duration.ofSeconds(20));

    // When
    triesFor(Duration.ofSeconds(10));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(outages.untilOthersHaveHeardOf(written)).isEqualTo(Duration.ofSeconds(32));
    assertThat(untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(62));
  }

  private Duration untilOthersHaveHeard() {
    return outages.untilOthersHaveHeardOf(now.get());
  }

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void triesFor(Duration time) {
    for (long second = 0; second < time.toSeconds(); second += 10) {
      tries(NODES);
      passes(Duration.ofSeconds(10));
    }
  }

  private void tries(URI request) {
    outages.asked(request);
  }

  private void isAnswered(URI request, int code) {
    outages.answered(request, code);
  }

  private static URI request(String pathAndQuery) {
    return URI.create("https://api.example.com" + pathAndQuery);
  }
}
