package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.UpdatePolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pool does whose images a person approves. */
class ManualApprovalTest {

  @Test
  void shouldStartNobodyWhenNothingIsApproved() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b").is(NodeState.STAGING)).approving(null);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.phase()).isEqualTo(RolloutPhase.WAITING_FOR_APPROVAL);
    assertThat(plan.report().message())
        .startsWith(
            "waits for approval of "
                + DIGEST
                + ": kubectl patch bnp pool --type merge -p"
                + " '{\"spec\":{\"image\":{\"approvedDigest\":\""
                + DIGEST
                + "\"}}}'; 0/2 updated; 1 waits: staging 0123456789ab; 1 waits");
  }

  @Test
  void shouldNameWhatIsApprovedWhenThatIsAnotherDigest() {
    // Given
    TestPool pool = TestPool.of(staged("a")).approving(OTHER_DIGEST);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains(
            "waits for approval of "
                + DIGEST
                + " (spec.image.approvedDigest is sha256:ba9876543210)");
  }

  @Test
  void shouldStartWhenTheTargetIsApproved() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b")).approving(DIGEST);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
  }

  @Test
  void shouldWaitForNobodyWhenAllIsDone() {
    // Given
    TestPool pool = TestPool.of(updated("a")).approving(null);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(plan.report().message()).isEqualTo("1/1 updated");
  }

  @Test
  void shouldNameThePauseFirstWhenBothHold() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"))
            .approving(null)
            .pausedByField(new Pause("kubectl", "spec.rollout.paused", EARLIER));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.PAUSED);
    assertThat(plan.report().message())
        .startsWith("paused by kubectl")
        .contains("waits for approval");
  }

  @Test
  void shouldLetNodesInTheirSlotBeWhenTheNextDigestIsNotApproved() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), staged("b")).approving(null).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.phase()).isEqualTo(RolloutPhase.WAITING_FOR_APPROVAL);
    assertThat(plan.report().counts().inFlight()).isEqualTo(1);
  }

  @Test
  void shouldAdmitNobodyWhenNothingIsApproved() {
    // Given
    Admission admission = Admission.of(TestPool.of(staged("a")).approving(null).view(), NOW);

    // When
    boolean refused = admission.refusal("a", List.of()).isPresent();

    // Then
    assertThat(refused).isTrue();
  }

  @Test
  void shouldNeedApprovalOnlyWhenThePoolSaysManualAndHaveNoneWhenItIsBlank() {
    // When, Then
    assertThat(ManualApproval.of(new ImageSource("r", null, DIGEST, null))).isNull();
    assertThat(ManualApproval.of(new ImageSource("r", UpdatePolicy.AUTOMATIC, DIGEST, null)))
        .isNull();
    assertThat(ManualApproval.of(new ImageSource("r", UpdatePolicy.MANUAL, DIGEST, null)))
        .isEqualTo(new ManualApproval(DIGEST));
    assertThat(ManualApproval.of(new ImageSource("r", UpdatePolicy.MANUAL, " ", null)))
        .isEqualTo(new ManualApproval(null));
    assertThat(ManualApproval.of(new ImageSource("r", UpdatePolicy.MANUAL, null, null)))
        .isEqualTo(new ManualApproval(null));
  }
}
