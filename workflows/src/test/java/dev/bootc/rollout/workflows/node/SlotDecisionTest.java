package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.node.SeenNode.Cordon;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlotDecisionTest {
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final PoolWish POOL =
      new PoolWish(ImageDigest.in(IMAGE).orElseThrow(), false, null, Duration.ZERO);

  private static Stream<Arguments> held() {
    return Stream.of(
        Arguments.of(Cordon.OURS, false, new SlotDecision.Keep(false)),
        // That slot may never have been counted, and its mark is not on the Node.
        Arguments.of(Cordon.LEFT_BEHIND, false, new SlotDecision.Keep(false)),
        // A crash left it out.
        Arguments.of(Cordon.NONE, false, new SlotDecision.Keep(false)),
        Arguments.of(Cordon.OF_OTHERS, true, new SlotDecision.Keep(true)),
        // Whoever had cordoned it before has come to the end of something else.
        Arguments.of(Cordon.NONE, true, new SlotDecision.Keep(false)),
        Arguments.of(Cordon.LIFTED, true, new SlotDecision.Keep(false)),
        // Whoever lifts the cordon of the slot wants the node back.
        Arguments.of(Cordon.LIFTED, false, new SlotDecision.Leave()));
  }

  @ParameterizedTest
  @MethodSource("held")
  void shouldMakeSureOfTheCordonUnlessSomebodyHasLiftedItWhenTheSlotIsHeld(
      Cordon cordon, boolean wasCordoned, SlotDecision decision) {
    // Given
    SeenNode node = node(new SeenNode.Slot(wasCordoned), cordon, NodeState.STAGED);

    // When // Then
    assertThat(SlotDecision.of(node, POOL, null)).isEqualTo(decision);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountACordonForThatOfTheSlotWhenItCarriesItsMarkAndNoOther(Cordon cordon) {
    // Given
    SeenNode node = node(new SeenNode.Slot(false), cordon, NodeState.STAGED);

    // When // Then
    assertThat(node.cordonedForItsSlot()).isEqualTo(cordon == Cordon.OURS);
  }

  @Test
  void shouldWaitForTheUpdateWhenTheNodeNeedNotGoDownAlthoughItsCordonWasLifted() {
    // Given
    SeenNode node = node(new SeenNode.Slot(false), Cordon.LIFTED, NodeState.UP_TO_DATE);

    // When // Then
    assertThat(SlotDecision.of(node, POOL, null)).isEqualTo(new SlotDecision.Await());
  }

  @Test
  void shouldTakeNoSlotWhenTheRolloutWasCancelled() {
    // Given
    SeenNode node = node(null, Cordon.NONE, NodeState.STAGED);

    // When
    SlotDecision decision = SlotDecision.of(node, PoolWish.NONE, IMAGE);

    // Then
    assertThat(decision).isInstanceOf(SlotDecision.Refuse.class);
  }

  private static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(free(), null, POOL, "the node holds no slot, and none was given"),
        Arguments.of(free(), "another", POOL, "the node holds no slot, and none was given"),
        Arguments.of(
            free(), IMAGE, PoolWish.NONE, "the pool asks for another image, or is being deleted"),
        Arguments.of(
            free(), IMAGE, Sighting.waiting(true, false), "nobody has approved the digest yet"),
        Arguments.of(free(), IMAGE, Sighting.waiting(false, true), "the digest is younger than"),
        Arguments.of(free().skipped(), IMAGE, POOL, "somebody leaves the node out"),
        Arguments.of(
            Sighting.of(NodeState.STAGING).withoutSlot(),
            IMAGE,
            POOL,
            "the node is STAGING, not staged"),
        Arguments.of(
            free().verdict(Sighting.failure(Sighting.DIGEST)),
            IMAGE,
            POOL,
            "the node had its attempt at this digest: NOT_BACK"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldSayWhyWhenNoSlotIsTaken(
      Sighting sighting, @Nullable String slotFor, PoolWish pool, String why) {
    // When
    SlotDecision decision = SlotDecision.of(sighting.node(), pool, slotFor);

    // Then
    assertThat(decision)
        .isInstanceOfSatisfying(
            SlotDecision.Refuse.class, refusal -> assertThat(refusal.why()).startsWith(why));
  }

  @Test
  void shouldTakeTheSlotWhenItIsGivenForWhatIsStagedAndAskedFor() {
    // Given
    SeenNode failedBefore = free().verdict(Sighting.failure(Sighting.OTHER_DIGEST)).node();

    // When, Then
    assertThat(SlotDecision.of(free().node(), POOL, IMAGE)).isEqualTo(new SlotDecision.Take());
    assertThat(SlotDecision.of(failedBefore, POOL, IMAGE)).isEqualTo(new SlotDecision.Take());
  }

  @Test
  void shouldWaitForTheUpdateWhenItWasApproved() {
    // Given
    SeenNode node = Sighting.of(NodeState.STAGED).approvedFor(Sighting.DIGEST).node();

    // When // Then
    assertThat(SlotDecision.of(node, POOL, null)).isEqualTo(new SlotDecision.Await());
  }

  private static Sighting free() {
    return Sighting.of(NodeState.STAGED).withoutSlot();
  }

  private static SeenNode node(SeenNode.@Nullable Slot slot, Cordon cordon, NodeState state) {
    return new SeenNode(
        IMAGE,
        false,
        state,
        false,
        "",
        "",
        slot,
        SeenNode.Approval.NONE,
        null,
        true,
        null,
        cordon,
        "boot-1");
  }
}
