package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
