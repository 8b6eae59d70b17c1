package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpdateJudgementTest {
  private static final Instant APPROVED_AT = Instant.parse("2026-11-22T03:00:00Z");
  private static final String OLD = "sha256:" + "a".repeat(64);
  private static final String TARGET = "sha256:" + "b".repeat(64);
  private static final PoolWish NO_TIMEOUT = PoolWish.NONE;
  private static final String NAME = "registry.example.com/os/node@";

  private final Map<String, String> annotations =
      new HashMap<>(
          Map.of(
              BootcApi.IN_REBOOT_SLOT,
              "",
              BootcApi.APPROVED_DIGEST,
              TARGET,
              BootcApi.APPROVED_AT,
              APPROVED_AT.toString(),
              BootcApi.BOOT_ID_BEFORE,
              "boot-1"));

  @Test
  void shouldCallItUpdatedWhenItBootedAnewIntoTheTargetAndIsReady() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-2", true), DesiredImageState.BOOTED, TARGET, "Idle");

    // Then
    assertThat(judgement)
        .isInstanceOfSatisfying(
            UpdateJudgement.Updated.class, updated -> assertThat(updated.inNewBoot()).isTrue());
  }

  @Test
  void shouldSayThatNoNewBootIsProvenWhenTheTargetIsReportedButTheBootIdIsTheOldOne() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-1", true), DesiredImageState.BOOTED, TARGET, "Idle");

    // Then
    assertThat(judgement)
        .isInstanceOfSatisfying(
            UpdateJudgement.Updated.class, updated -> assertThat(updated.inNewBoot()).isFalse());
  }

  @Test
  void shouldWaitWhenTheTargetIsReportedAndTheNodeIsAboutToGoDown() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-1", true), DesiredImageState.BOOTED, TARGET, "Rebooting");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Waiting.class);
  }

  @Test
  void shouldWaitWhenTheTargetIsBootedButTheNodeIsNotReady() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-2", false), DesiredImageState.BOOTED, TARGET, "Idle");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Waiting.class);
  }

  @Test
  void shouldWaitWhenTheOldImageIsAskedForAgainWhileTheNodeGoesDown() {
    // Given
    annotations.keySet().retainAll(List.of(BootcApi.IN_REBOOT_SLOT));

    // When
    UpdateJudgement judgement =
        judge(node("boot-1", true), DesiredImageState.STAGED, TARGET, "Rebooting");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Waiting.class);
  }

  @Test
  void shouldAskForNoNewBootWhenNoneWasRecordedBefore() {
    // Given
    annotations.remove(BootcApi.BOOT_ID_BEFORE);

    // When
    UpdateJudgement judgement =
        judge(node("boot-1", true), DesiredImageState.BOOTED, TARGET, "Idle");

    // Then
    assertThat(judgement)
        .isInstanceOfSatisfying(
            UpdateJudgement.Updated.class, updated -> assertThat(updated.inNewBoot()).isTrue());
  }

  @Test
  void shouldCallItRetargetedWhenTheApprovalWasRevoked() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-1", true), DesiredImageState.STAGED, OLD, "Staged");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Retargeted.class);
  }

  @Test
  void shouldCallItRetargetedWhenAnotherDigestWasApproved() {
    // Given
    annotations.put(BootcApi.APPROVED_DIGEST, OLD);

    // When
    UpdateJudgement judgement =
        judge(node("boot-2", true), DesiredImageState.BOOTED, OLD, "Staging");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Retargeted.class);
  }

  @Test
  void shouldTrustTheStateAloneWhenTheSlotIsOfTheGoProject() {
    // Given
    annotations.remove(BootcApi.APPROVED_DIGEST);
    annotations.remove(BootcApi.APPROVED_AT);
    annotations.remove(BootcApi.BOOT_ID_BEFORE);

    // When
    UpdateJudgement judgement =
        judge(node("boot-1", false), DesiredImageState.BOOTED, OLD, "Rebooting");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Waiting.class);
  }

  @Test
  void shouldSuspectTheWrongImageWhenItCameBackOnTheOldOne() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-2", true), DesiredImageState.BOOTED, OLD, "Staging");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Suspect.class);
  }

  @Test
  void shouldOnlyWaitWhenTheReportIsFromBeforeTheReboot() {
    // When
    UpdateJudgement judgement =
        judge(node("boot-2", true), DesiredImageState.BOOTED, OLD, "Rebooting");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.Waiting.class);
  }

  @Test
  void shouldNameTheAgentsErrorWhenItIsDegraded() {
    // When
    UpdateJudgement judgement =
        judge(
            bootcNode(
                DesiredImageState.BOOTED,
                OLD,
                condition("Idle", "True", "Idle", ""),
                condition("Degraded", "True", "Error", "rolled back by the host")),
            node("boot-2", true),
            NO_TIMEOUT,
            APPROVED_AT);

    // Then
    assertThat(judgement)
        .isEqualTo(
            new UpdateJudgement.Failed(Verdict.Outcome.AGENT_DEGRADED, "rolled back by the host"));
  }

  @Test
  void shouldBeWantedAgainWhenSomebodyTookItsFailureAway() {
    // Given
    annotations.put(BootcApi.FAILED_IN_SLOT, TARGET);

    // When
    UpdateJudgement judgement = judge(node("boot-2", true), DesiredImageState.BOOTED, OLD, "Idle");

    // Then
    assertThat(judgement).isInstanceOf(UpdateJudgement.WantedAgain.class);
  }

  @Test
  void shouldWaitForTheHostWhenItGoesDownAndSomebodyWantsAnotherAttempt() {
    // Given
    annotations.put(BootcApi.FAILED_IN_SLOT, TARGET);

    // When
    UpdateJudgement judgement =
        judge(node("boot-1", false), DesiredImageState.BOOTED, OLD, "Rebooting");

    // Then
    assertThat(judgement)
        .isInstanceOfSatisfying(
            UpdateJudgement.Waiting.class,
            waiting -> assertThat(waiting.message()).startsWith("somebody wants another attempt"));
  }

  @Test
  void shouldNotBeWantedAgainWhenItsFailureStands() {
    // Given
    annotations.put(BootcApi.FAILED_IN_SLOT, TARGET);
    annotations.put(
        BootcApi.VERDICT,
        new Verdict(
                Verdict.Outcome.AGENT_DEGRADED,
                TARGET,
                1,
                APPROVED_AT.plusSeconds(9).toString(),
                "")
            .toAnnotation());

    // When
    UpdateJudgement judgement = judge(node("boot-2", true), DesiredImageState.BOOTED, OLD, "Idle");

    // Then
    assertThat(judgement).isNotInstanceOf(UpdateJudgement.WantedAgain.class);
  }

  @Test
  void shouldFailWhenTheNodeIsNotBackInTime() {
    // When
    UpdateJudgement judgement =
        judge(
            bootcNode(
                DesiredImageState.BOOTED, OLD, condition("Idle", "False", "Rebooting", "reboot")),
            node("boot-1", false),
            new PoolWish(null, false, Duration.ofMinutes(10), Duration.ZERO),
            APPROVED_AT.plusSeconds(601));

    // Then
    assertThat(judgement)
        .isInstanceOfSatisfying(
            UpdateJudgement.Failed.class,
            failed -> {
              assertThat(failed.outcome()).isEqualTo(Verdict.Outcome.NOT_BACK);
              assertThat(failed.message())
                  .contains("rebootTimeoutSeconds 600", APPROVED_AT.toString(), "Node not Ready");
            });
  }

  private UpdateJudgement judge(
      Node node, DesiredImageState state, String booted, String idleReason) {
    String idle = idleReason.equals("Idle") ? "True" : "False";
    return judge(
        bootcNode(state, booted, condition("Idle", idle, idleReason, "")),
        node,
        NO_TIMEOUT,
        APPROVED_AT.plusSeconds(59));
  }

  private static UpdateJudgement judge(BootcNode bootcNode, Node node, PoolWish pool, Instant now) {
    return UpdateJudgement.of(SeenNodes.of(bootcNode, node), pool, now);
  }

  private BootcNode bootcNode(DesiredImageState state, String booted, Condition... conditions) {
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(
        new ObjectMetaBuilder().withName("node-1").withAnnotations(annotations).build());
    bootcNode.setSpec(new BootcNodeSpec(NAME + TARGET, state, null, null, null, null));
    ImageInfo image = new ImageInfo(NAME + booted, booted, null, null, null, null, null);
    bootcNode.setStatus(new BootcNodeStatus(null, image, null, null, List.of(conditions)));
    return bootcNode;
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new Condition(type, status, null, APPROVED_AT.toString(), reason, message);
  }

  private static Node node(String bootId, boolean ready) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-1")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withNewNodeInfo()
        .withBootID(bootId)
        .endNodeInfo()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }
}
