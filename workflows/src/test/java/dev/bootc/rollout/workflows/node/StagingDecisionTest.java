package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StagingDecisionTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final String IMAGE = "registry.example.com/os/node@" + DIGEST;
  private static final PoolWish POOL =
      new PoolWish(ImageDigest.in(IMAGE).orElseThrow(), false, null, Duration.ZERO);

  @Test
  void shouldGoOnWhenWhatThePoolAsksForIsStaged() {
    // When // Then
    assertThat(StagingDecision.of(node(NodeState.STAGED, null), POOL))
        .isInstanceOf(StagingDecision.GoOn.class);
  }

  @Test
  void shouldWaitWhenWhatIsStagedIsNotWhatThePoolAsksFor() {
    // When // Then
    assertThat(StagingDecision.of(node(NodeState.STAGED, null), PoolWish.NONE))
        .isInstanceOf(StagingDecision.Wait.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "STAGING", "REBOOTING", "DEGRADED"})
  void shouldWaitWhenNothingIsStagedYet(NodeState state) {
    // When // Then
    assertThat(StagingDecision.of(node(state, null), POOL))
        .isInstanceOf(StagingDecision.Wait.class);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotWaitForWhatIsStagedNoSecondTimeWhenTheNodeWasApprovedForIt(NodeState state) {
    // When // Then
    assertThat(StagingDecision.of(node(state, DIGEST), POOL))
        .isInstanceOf(StagingDecision.GoOn.class);
  }

  @Test
  void shouldWaitWhenTheNodeWasApprovedForAnotherImage() {
    // When // Then
    assertThat(StagingDecision.of(node(NodeState.STAGING, "sha256:" + "a".repeat(64)), POOL))
        .isInstanceOf(StagingDecision.Wait.class);
  }

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of(
            Sighting.of(NodeState.STAGED).approvedFor(DIGEST),
            POOL,
            new StagingDecision.GoOn("the reboot was approved")),
        Arguments.of(
            Sighting.of(NodeState.UP_TO_DATE).skipped(),
            POOL,
            new StagingDecision.GoOn("runs its image")),
        Arguments.of(
            Sighting.of(NodeState.STAGED).skipped(),
            POOL,
            new StagingDecision.Wait(
                "somebody leaves the node out of this rollout; its slot is given back")),
        Arguments.of(
            Sighting.of(NodeState.STAGED), POOL, new StagingDecision.GoOn("ready to go on")),
        Arguments.of(
            Sighting.of(NodeState.STAGED),
            PoolWish.NONE,
            new StagingDecision.Wait("staged, but the pool asks for another image")),
        Arguments.of(
            Sighting.of(NodeState.STAGED),
            Sighting.waiting(true, false),
            new StagingDecision.Wait("staged, and nobody has approved the digest yet: " + DIGEST)),
        Arguments.of(
            Sighting.of(NodeState.STAGING).saying("layer 5 of 12"),
            POOL,
            new StagingDecision.Wait("waiting for the image to be staged: layer 5 of 12")));
  }

  @ParameterizedTest
  @MethodSource("words")
  void shouldSayWhatItWaitsForOrWhyItGoesOn(
      Sighting sighting, PoolWish pool, StagingDecision decision) {
    // When // Then
    assertThat(StagingDecision.of(sighting.node(), pool)).isEqualTo(decision);
  }

  private static SeenNode node(NodeState state, @Nullable String approved) {
    return new SeenNode(
        IMAGE,
        approved != null,
        state,
        false,
        "",
        "",
        new SeenNode.Slot(false),
        new SeenNode.Approval(approved, Instant.EPOCH, "boot-1"),
        null,
        true,
        null,
        SeenNode.Cordon.OURS,
        "boot-1");
  }
}
