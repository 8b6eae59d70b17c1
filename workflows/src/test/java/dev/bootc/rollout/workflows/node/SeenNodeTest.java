package dev.bootc.rollout.workflows.node;

import static dev.bootc.rollout.workflows.node.Sighting.DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.NOON;
import static dev.bootc.rollout.workflows.node.Sighting.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.SeenNode.Cordon;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeenNodeTest {
  private static final Set<Cordon> CLOSED =
      EnumSet.of(Cordon.OURS, Cordon.LEFT_BEHIND, Cordon.OF_OTHERS);

  @ParameterizedTest
  @EnumSource
  void shouldBeClosedToPodsWhenSomebodysCordonIsOnItsNode(Cordon cordon) {
    // Given
    SeenNode node = Sighting.of(NodeState.STAGED).cordoned(cordon).node();

    // When, Then
    assertThat(node.cordoned()).isEqualTo(CLOSED.contains(cordon));
    assertThat(node.cordonedByOthers()).isEqualTo(cordon == Cordon.OF_OTHERS);
  }

  @ParameterizedTest
  @CsvSource({"boot-1, false", "boot-2, true", "'', false"})
  void shouldProveANewBootOnlyWhenAnotherIdIsSeen(String bootId, boolean proven) {
    // Given
    SeenNode node = Sighting.of(NodeState.STAGED).approvedFor(DIGEST).inBoot(bootId).node();

    // When, Then
    assertThat(node.provenNewBoot()).isEqualTo(proven);
    assertThat(node.bootedAnew()).isEqualTo(proven);
  }

  @Test
  void shouldHaveTriedWhatWasApprovedElseWhatItIsAskedFor() {
    // Given
    Sighting sighting = Sighting.of(NodeState.STAGED);

    // When, Then
    assertThat(sighting.node().triedDigest()).isEqualTo(DIGEST);
    assertThat(sighting.approvedFor(OTHER_DIGEST).node().triedDigest()).isEqualTo(OTHER_DIGEST);
  }

  @Test
  void shouldBeApprovedForWhatItIsAskedForOnlyWhenThatWasRecordedOrNothingWas() {
    // When, Then
    assertThat(Sighting.of(NodeState.STAGED).node().approvedForDesired()).isFalse();
    assertThat(approvedFor(DIGEST).node().approvedForDesired()).isTrue();
    assertThat(approvedFor(null).node().approvedForDesired()).isTrue();
    assertThat(approvedFor(OTHER_DIGEST).node().approvedForDesired()).isFalse();
  }

  @Test
  void shouldBeKnownToHaveFailedWhenTheFailureIsAboutWhatIsTried() {
    // Given
    Verdict success = new Verdict(Verdict.Outcome.UPDATED, DIGEST, 1, NOON.toString(), null);
    Sighting sighting = approvedFor(DIGEST);

    // When, Then
    assertThat(sighting.node().isKnownToHaveFailed()).isFalse();
    assertThat(sighting.verdict(success).node().isKnownToHaveFailed()).isFalse();
    assertThat(sighting.verdict(failure(OTHER_DIGEST)).node().isKnownToHaveFailed()).isFalse();
    assertThat(sighting.verdict(failure(DIGEST)).node().isKnownToHaveFailed()).isTrue();
  }

  @Test
  void shouldHaveFailedAGateOnlyWhenThatIsWrittenOfWhatItIsAskedFor() {
    // When, Then
    assertThat(Sighting.of(NodeState.UP_TO_DATE).node().hasFailedAGate()).isFalse();
    assertThat(keptBack(DIGEST, GateMark.State.WAITS).hasFailedAGate()).isFalse();
    assertThat(keptBack(OTHER_DIGEST, GateMark.State.FAILED).hasFailedAGate()).isFalse();
    assertThat(keptBack(DIGEST, GateMark.State.FAILED).hasFailedAGate()).isTrue();
    assertThat(keptBack(OTHER_DIGEST, GateMark.State.WAITS).gateAtDesired()).isEmpty();
    assertThat(keptBack(DIGEST, GateMark.State.WAITS).gateAtDesired()).isPresent();
  }

  private static Sighting approvedFor(@Nullable String digest) {
    return Sighting.of(NodeState.STAGED).approvedFor(digest);
  }

  private static SeenNode keptBack(String digest, GateMark.State state) {
    return Sighting.of(NodeState.UP_TO_DATE)
        .keptBackBy(new GateMark(NOON, digest, state, "network", "no pod"))
        .node();
  }
}
