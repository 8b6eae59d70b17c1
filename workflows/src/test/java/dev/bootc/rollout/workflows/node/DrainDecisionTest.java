package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DrainDecisionTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final String DIGEST = "sha256:b";

  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final PoolWish POOL =
      new PoolWish(ImageDigest.in(IMAGE).orElseThrow(), false, null, Duration.ZERO);

  private static Stream<Arguments> seen() {
    return Stream.of(
        Arguments.of(NodeState.STAGED, true, POOL, DrainDecision.Evict.class),
        Arguments.of(NodeState.STAGED, false, POOL, DrainDecision.Hold.class),
        Arguments.of(NodeState.UP_TO_DATE, true, POOL, DrainDecision.Unneeded.class),
        Arguments.of(NodeState.UP_TO_DATE, false, POOL, DrainDecision.Unneeded.class),
        Arguments.of(NodeState.STAGING, true, POOL, DrainDecision.Unneeded.class),
        Arguments.of(NodeState.STAGING, false, POOL, DrainDecision.Unneeded.class),
        Arguments.of(NodeState.DEGRADED, true, POOL, DrainDecision.Unneeded.class),
        Arguments.of(NodeState.STAGED, true, PoolWish.NONE, DrainDecision.Unneeded.class));
  }

  @ParameterizedTest
  @MethodSource("seen")
  void shouldEvictOnlyWhereTheNodeGoesDownAndIsClosedToPods(
      NodeState state, boolean cordoned, PoolWish pool, Class<?> decision) {
    // Given
    SeenNode node =
        new SeenNode(
            IMAGE,
            false,
            state,
            false,
            "",
            "",
            new SeenNode.Slot(false),
            SeenNode.Approval.NONE,
            null,
            true,
            null,
            cordoned ? SeenNode.Cordon.OURS : SeenNode.Cordon.LIFTED,
            "");

    // When // Then
    assertThat(DrainDecision.of(node, pool)).isInstanceOf(decision);
  }

  @Test
  void shouldLastFromItsMarkWhenItIsBegunAnew() {
    // Given
    DrainSince marked = new DrainSince(NOON, DIGEST);

    // When
    DrainSince since = DrainSince.counting(marked, null, DIGEST, NOON.plus(TIMEOUT));

    // Then
    assertThat(since).isEqualTo(marked);
    assertThat(DrainDecision.isOver(since, TIMEOUT, NOON.plus(TIMEOUT))).isFalse();
    assertThat(DrainDecision.isOver(since, TIMEOUT, NOON.plus(TIMEOUT).plusMillis(1))).isTrue();
    assertThat(DrainDecision.isOver(since, null, NOON.plus(Duration.ofDays(9)))).isFalse();
  }

  @Test
  void shouldHaveItsOwnTimeWhenItIsForAnotherImage() {
    // Given
    DrainSince marked = new DrainSince(NOON, "sha256:a");
    Instant later = NOON.plus(TIMEOUT);

    // When
    DrainSince since = DrainSince.counting(marked, NOON, DIGEST, later);

    // Then
    assertThat(since).isEqualTo(new DrainSince(later, DIGEST));
  }

  @Test
  void shouldLastFromTheSlotWhenNobodyMarkedIt() {
    // Given // When
    DrainSince ofASlot = DrainSince.counting(null, NOON, DIGEST, NOON.plus(TIMEOUT));
    DrainSince ofNoTime = DrainSince.counting(null, null, DIGEST, NOON);

    // Then
    assertThat(ofASlot.at()).isEqualTo(NOON);
    assertThat(ofNoTime.at()).isEqualTo(NOON);
  }

  @Test
  void shouldNotBelieveAMarkWhenAClockWasFarAhead() {
    // Given
    DrainSince marked = new DrainSince(NOON.plus(Duration.ofHours(2)), DIGEST);

    // When
    DrainSince since = DrainSince.counting(marked, null, DIGEST, NOON);

    // Then
    assertThat(since.at()).isEqualTo(NOON);
  }

  @Test
  void shouldBeReadAsItWasWrittenWhenItIsOurs() {
    // Given
    DrainSince marked = new DrainSince(NOON, DIGEST);

    // When // Then
    assertThat(DrainSince.parse(marked.text())).contains(marked);
    assertThat(DrainSince.parse("yesterday sha256:b")).isEmpty();
    assertThat(DrainSince.parse("2026-01-01T12:00:00Z")).isEmpty();
    assertThat(DrainSince.parse(null)).isEmpty();
  }
}
