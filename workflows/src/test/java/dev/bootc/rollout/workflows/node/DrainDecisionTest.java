package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
    assertThat(deadline(since, DrainTimeoutAction.SKIP, NOON.plus(TIMEOUT)))
        .isEqualTo(DrainDeadline.IN_TIME);
    assertThat(DrainDeadline.of(since, DrainPolicy.UNSET, NOON.plus(Duration.ofDays(9))))
        .isEqualTo(DrainDeadline.IN_TIME);
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

  @ParameterizedTest
  @CsvSource({"PT59.999S, true", "PT1M, false"})
  void shouldBelieveAClockThatIsALittleAhead(Duration ahead, boolean believed) {
    // Given
    Instant mark = NOON.plus(ahead);

    // When
    DrainSince ofAMark = DrainSince.counting(new DrainSince(mark, DIGEST), null, DIGEST, NOON);
    DrainSince ofASlot = DrainSince.counting(null, mark, DIGEST, NOON);

    // Then
    assertThat(ofAMark.at()).isEqualTo(believed ? mark : NOON);
    assertThat(ofASlot.at()).isEqualTo(believed ? mark : NOON);
  }

  @Test
  void shouldSayNothingOfItsTimeWhenThatIsNotOver() {
    // When, Then
    assertThat(DrainDeadline.IN_TIME.text(policy(DrainTimeoutAction.HOLD), "waiting"))
        .isEqualTo("waiting");
    assertThat(DrainDeadline.HOLDS.text(policy(DrainTimeoutAction.HOLD), "waiting"))
        .contains("timeoutAction Hold keeps the slot");
    assertThat(DrainDeadline.FORCES.text(policy(DrainTimeoutAction.FORCE), "waiting"))
        .contains("timeoutAction Force deletes what is left");
  }

  @Test
  void shouldSayWhyNothingIsEvictedWhenTheNodeDoesNotGoDown() {
    // Given
    SeenNode wanted = Sighting.of(NodeState.STAGED).cordoned(SeenNode.Cordon.LIFTED).node();
    SeenNode staging = Sighting.of(NodeState.STAGING).node();

    // When, Then
    assertThat(DrainDecision.of(wanted, Sighting.POOL))
        .isEqualTo(new DrainDecision.Hold("somebody lifted the cordon"));
    assertThat(DrainDecision.of(staging, Sighting.POOL))
        .isEqualTo(new DrainDecision.Unneeded("what the pool asks for is not staged"));
  }

  @Test
  void shouldEvictNothingWhenWhoeverHadCordonedTheNodeBeforeItsSlotHasLiftedThat() {
    // Given
    SeenNode node =
        Sighting.of(NodeState.STAGED)
            .inASlotOfACordonedNode()
            .cordoned(SeenNode.Cordon.NONE)
            .node();

    // When, Then
    assertThat(DrainDecision.of(node, Sighting.POOL))
        .isEqualTo(new DrainDecision.Unneeded("whoever had cordoned the node has lifted that"));
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

  @ParameterizedTest
  @CsvSource({"SKIP, GIVES_UP", "HOLD, HOLDS", "FORCE, FORCES"})
  void shouldDoWhatThePoolSaysWhenItsTimeIsOver(DrainTimeoutAction action, DrainDeadline expected) {
    // Given
    DrainSince since = new DrainSince(NOON, DIGEST);

    // When
    DrainDeadline deadline = deadline(since, action, NOON.plus(TIMEOUT).plusMillis(1));

    // Then
    assertThat(deadline).isEqualTo(expected);
    assertThat(policy(action).givesUpAfter().isPresent())
        .isEqualTo(expected == DrainDeadline.GIVES_UP);
    assertThat(deadline.text(policy(action), "waiting"))
        .startsWith("drainTimeoutSeconds 600 passed")
        .endsWith("; waiting");
  }

  private static DrainDeadline deadline(DrainSince since, DrainTimeoutAction action, Instant now) {
    return DrainDeadline.of(since, policy(action), now);
  }

  private static DrainPolicy policy(DrainTimeoutAction action) {
    return DrainPolicy.UNSET.ending(TIMEOUT, action);
  }
}
