package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a workflow says of an end counts only where it is seen. */
class EndDecisionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final PoolWish WISH =
      new PoolWish(null, false, Duration.ofMinutes(5), Duration.ZERO);

  @Test
  void shouldBelieveThatItIsUpdatedOnlyWhenItRunsItsImageAndIsReady() {
    assertThat(release(seen(NodeState.UP_TO_DATE, true), Verdict.Outcome.UPDATED))
        .isEqualTo(new EndDecision.AsTold());
    assertThat(release(seen(NodeState.UP_TO_DATE, false), Verdict.Outcome.UPDATED))
        .isInstanceOf(EndDecision.Leave.class);
    assertThat(release(seen(NodeState.STAGED, true), Verdict.Outcome.UPDATED))
        .isInstanceOf(EndDecision.Leave.class);
  }

  @Test
  void shouldBlameTheNodeOnlyWhenItsDrainCanHaveTimedOut() {
    // Given
    SeenNode node = seen(NodeState.STAGED, true);
    EndDecision.Told told = new EndDecision.Told(Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST);

    // When, Then
    assertThat(EndDecision.ofRelease(node, WISH, told, Optional.of(NOW), NOW))
        .isEqualTo(new EndDecision.AsTold());
    assertThat(EndDecision.ofRelease(node, WISH, told, Optional.of(NOW.plusSeconds(1)), NOW))
        .isInstanceOf(EndDecision.WithoutVerdict.class);
    assertThat(EndDecision.ofRelease(node, WISH, told, Optional.empty(), NOW))
        .isInstanceOf(EndDecision.WithoutVerdict.class);
  }

  @Test
  void shouldNotFreeTheSlotOfADrainWhenItsRebootWasApproved() {
    // Given
    EndDecision.Told told = new EndDecision.Told(Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST);

    // When, Then
    assertThat(EndDecision.ofRelease(approved(NodeState.STAGED), WISH, told, Optional.of(NOW), NOW))
        .isEqualTo(new EndDecision.Leave("its reboot was approved"));
  }

  @Test
  void shouldNotBelieveThatItIsUpdatedWhenItGoesDown() {
    // Given
    SeenNode node = Sighting.of(NodeState.UP_TO_DATE).goingDown().node();

    // When, Then
    assertThat(release(node, Verdict.Outcome.UPDATED))
        .isEqualTo(new EndDecision.Leave("the node is UP_TO_DATE, not up to date and Ready"));
  }

  @Test
  void shouldBelieveThatItIsTheWrongImageWhenThatIsSuspected() {
    // Given
    SeenNode back =
        Sighting.of(NodeState.STAGED).approvedFor(Sighting.DIGEST).inBoot("boot-2").node();

    // When, Then
    assertThat(failure(back, Verdict.Outcome.WRONG_IMAGE, Sighting.DIGEST))
        .isEqualTo(new EndDecision.AsTold());
    assertThat(failure(back, Verdict.Outcome.NOT_BACK, Sighting.DIGEST))
        .isInstanceOf(EndDecision.Leave.class);
    assertThat(failure(back, Verdict.Outcome.WRONG_IMAGE, DIGEST))
        .isEqualTo(new EndDecision.Leave("it is tried with " + Sighting.DIGEST));
  }

  private static EndDecision failure(SeenNode node, Verdict.Outcome outcome, String digest) {
    return EndDecision.ofFailure(node, WISH, new EndDecision.Told(outcome, digest), NOW);
  }

  @Test
  void shouldBlameNobodyForADigestThatIsNotTried() {
    // Given
    EndDecision.Told told =
        new EndDecision.Told(Verdict.Outcome.DRAIN_TIMED_OUT, "sha256:" + "b".repeat(64));

    // When, Then
    assertThat(
            EndDecision.ofRelease(seen(NodeState.STAGED, true), WISH, told, Optional.of(NOW), NOW))
        .isInstanceOf(EndDecision.WithoutVerdict.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.Outcome.class,
      names = {"NOT_BACK", "WRONG_IMAGE", "AGENT_DEGRADED", "GATE_FAILED", "CANCELLED"})
  void shouldKeepTheSlotWhenItIsSaidToHaveFailed(Verdict.Outcome outcome) {
    assertThat(release(seen(NodeState.STAGED, true), outcome))
        .isInstanceOf(EndDecision.Leave.class);
  }

  @Test
  void shouldWriteAFailureDownOnlyWhenItIsSeen() {
    // Given
    EndDecision.Told degraded = new EndDecision.Told(Verdict.Outcome.AGENT_DEGRADED, DIGEST);

    // When, Then
    assertThat(EndDecision.ofFailure(approved(NodeState.DEGRADED), WISH, degraded, NOW))
        .isEqualTo(new EndDecision.AsTold());
    assertThat(EndDecision.ofFailure(approved(NodeState.STAGED), WISH, degraded, NOW))
        .isInstanceOf(EndDecision.Leave.class);
  }

  @Test
  void shouldBelieveThatAGateFailedOnlyWhenThatIsWrittenDown() {
    // Given
    EndDecision.Told told = new EndDecision.Told(Verdict.Outcome.GATE_FAILED, DIGEST);

    // When, Then
    assertThat(EndDecision.ofFailure(gated(GateMark.State.FAILED), WISH, told, NOW))
        .isEqualTo(new EndDecision.AsTold());
    assertThat(EndDecision.ofFailure(gated(GateMark.State.WAITS), WISH, told, NOW))
        .isInstanceOf(EndDecision.Leave.class);
    assertThat(EndDecision.ofFailure(seen(NodeState.UP_TO_DATE, true), WISH, told, NOW))
        .isInstanceOf(EndDecision.Leave.class);
  }

  @Test
  void shouldBelieveNobodyThatItIsUpdatedWhenThePoolHasGates() {
    // Given
    GateSpec gate =
        new GateSpec(
            "network", null, null, null, new DaemonSetGateSpec(null), null, null, null, null);
    PoolWish gated = new PoolWish(null, false, null, Duration.ZERO, false, false, List.of(gate));
    EndDecision.Told told = new EndDecision.Told(Verdict.Outcome.UPDATED, DIGEST);

    // When, Then
    assertThat(
            EndDecision.ofRelease(
                seen(NodeState.UP_TO_DATE, true), gated, told, Optional.empty(), NOW))
        .isInstanceOf(EndDecision.Leave.class);
  }

  private static SeenNode gated(GateMark.State state) {
    SeenNode node = seen(NodeState.UP_TO_DATE, true);
    return new SeenNode(
        node.desiredImage(),
        node.approved(),
        node.state(),
        node.rebooting(),
        node.agentSays(),
        node.bootedDigest(),
        node.slot(),
        node.approval(),
        node.verdict(),
        node.ready(),
        node.readySince(),
        node.cordon(),
        node.bootId(),
        node.skipped(),
        node.failedInSlot(),
        new GateMark(NOW, DIGEST, state, "network", "no pod"));
  }

  private static EndDecision release(SeenNode node, Verdict.Outcome outcome) {
    return EndDecision.ofRelease(
        node, WISH, new EndDecision.Told(outcome, DIGEST), Optional.of(NOW), NOW);
  }

  private static SeenNode seen(NodeState state, boolean ready) {
    return node(state, ready, false, SeenNode.Approval.NONE);
  }

  private static SeenNode approved(NodeState state) {
    return node(state, true, true, new SeenNode.Approval(DIGEST, NOW, "boot-1"));
  }

  private static SeenNode node(
      NodeState state, boolean ready, boolean approved, SeenNode.Approval approval) {
    return new SeenNode(
        "registry.example.com/os@" + DIGEST,
        approved,
        state,
        false,
        "",
        "",
        new SeenNode.Slot(false),
        approval,
        null,
        ready,
        null,
        SeenNode.Cordon.OURS,
        "boot-1");
  }
}
