package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ApiServerOutagesTest {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int UNAVAILABLE = 503;
  private static final URI LIST = request("/api/v1/nodes?limit=100");
  private static final URI NODES = request("/api/v1/nodes?resourceVersion=7&watch=true");
  private static final URI PODS = request("/api/v1/pods?watch=true");

  private final AtomicLong now = new AtomicLong();
  private final ApiServerOutages outages = new ApiServerOutages(now::get);

  @Test
  void shouldKnowOfNoneWhenNoWatchBegan() {
    // When
    tries(LIST);
    isAnswered(LIST, SWITCHING_PROTOCOLS);

    // Then
    assertThat(outages.untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldGiveOthersAMomentWhenAWatchBeganAnewAtOnce() {
    // When
    tries(NODES);
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(outages.untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
    passes(Duration.ofSeconds(2));
    assertThat(outages.untilOthersHaveHeard()).isZero();
  }

  @Test
  void shouldGiveOthersAsLongAsTheOutageWas() {
    // When
    tries(NODES);
    passes(Duration.ofSeconds(20));
    tries(NODES);
    passes(Duration.ofSeconds(20));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    passes(Duration.ofSeconds(30));
    assertThat(outages.untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(10));
    passes(Duration.ofSeconds(10));
    assertThat(outages.untilOthersHaveHeard()).isZero();
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
    assertThat(outages.untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void shouldGiveOthersAMinuteAtMost() {
    // When
    triesFor(Duration.ofHours(1));
    isAnswered(NODES, SWITCHING_PROTOCOLS);

    // Then
    assertThat(outages.untilOthersHaveHeard()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldNotCountAsOverWhatIsAnsweredByARefusal() {
    // When
    tries(NODES);
    isAnswered(NODES, UNAVAILABLE);
    passes(Duration.ofSeconds(20));

    // Then
    assertThat(outages.untilOthersHaveHeard()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void shouldNotWaitForAWatchThatWasGivenUp() {
    // When
    tries(PODS);
    passes(Duration.ofSeconds(31));

    // Then
    assertThat(outages.untilOthersHaveHeard()).isZero();
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
