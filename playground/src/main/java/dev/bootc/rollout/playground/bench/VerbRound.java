package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.playground.bench.VerbTimes.Way;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Every verb once in every way, in rollouts of a pool that lets Temporal say all. */
final class VerbRound {
  private static final String WHY = "a benchmark";

  private final VerbScene scene;

  VerbRound(VerbScene scene) {
    this.scene = scene;
    scene.edit(
        Map.of(
            "image",
            Map.of("updatePolicy", "Manual"),
            "rollout",
            Map.of("verbs", "All", "steps", List.of(Map.of("nodes", 1, "approval", true)))));
  }

  /** Begins and ends with a pool that is up to date. */
  void play() {
    scene.askForAnotherImage();
    pauses();
    skips();
    cancelled();
    undoneInTheMiddle();
    scene.askForAnotherImage();
    approvedByUpdate();
    scene.askForAnotherImage();
    approvedByKubectl();
    undoneAtTheEnd();
  }

  private void pauses() {
    Predicate<BootcNodePoolStatus> paused = status -> VerbScene.rollout(status).pausedBy() != null;
    scene.update("pause", "pause", List.of(WHY), paused);
    scene.update("resume", "resume", List.of(), paused.negate());
    scene.edit("pause", Map.of("rollout", Map.of("paused", true)), paused);
    scene.edit("resume", Map.of("rollout", Map.of("paused", false)), paused.negate());
  }

  private void skips() {
    String node = scene.nodes().getLast();
    Predicate<BootcNodePoolStatus> skipped = status -> VerbScene.says(status, "1 skipped: " + node);
    scene.update("skip", "skip", List.of(node, WHY), skipped);
    scene.annotateNode(node, BootcApi.SKIP, null);
    scene.awaitPool(skipped.negate());
    scene.annotateNode("skip", node, BootcApi.SKIP, scene.digest() + " " + WHY, skipped);
    scene.annotateNode(node, BootcApi.SKIP, null);
    scene.awaitPool(skipped.negate());
  }

  private void cancelled() {
    Predicate<BootcNodePoolStatus> cancelled =
        status -> VerbScene.isAt(status, RolloutPhase.CANCELLED);
    scene.update("cancel", "cancel", List.of(WHY), cancelled);
    resumeAfterCancel();
    scene.annotate("cancel", BootcApi.CANCEL, runId() + " " + WHY, cancelled);
    resumeAfterCancel();
  }

  /** Nobody does so by an update: what is over takes none. */
  private void resumeAfterCancel() {
    scene.annotate(
        "resume after cancel",
        BootcApi.RESUME,
        runId(),
        status -> VerbScene.isAt(status, RolloutPhase.WAITING_FOR_APPROVAL));
  }

  private String runId() {
    return Objects.toString(VerbScene.rollout(scene.status()).runId());
  }

  private void undoneInTheMiddle() {
    String digest = scene.digest();
    scene.update("undo", "undo", List.of(WHY), status -> goesBackFrom(digest, status));
    awaitRolledBack();
  }

  private void undoneAtTheEnd() {
    String digest = scene.digest();
    scene.annotate(
        "undo", BootcApi.UNDO, digest + " " + WHY, status -> goesBackFrom(digest, status));
    awaitRolledBack();
  }

  private static boolean goesBackFrom(String digest, BootcNodePoolStatus status) {
    return status.rollout() != null
        && !digest.equals(status.targetDigest())
        && !digest.equals(status.rollout().digest());
  }

  private void awaitRolledBack() {
    scene.awaitPool(status -> VerbScene.isAt(status, RolloutPhase.ROLLED_BACK));
  }

  /** The node that goes first comes back on the old image, until nobody wants that any more. */
  private void approvedByUpdate() {
    String first = scene.nodes().getFirst();
    scene.spoil(first, true);
    scene.update(
        "approve",
        "approve",
        List.of(scene.digest()),
        status -> !VerbScene.isAt(status, RolloutPhase.WAITING_FOR_APPROVAL));
    scene.awaitFailed(first);
    scene.retry(Way.UPDATE, first);
    scene.awaitFailed(first);
    scene.spoil(first, false);
    scene.retry(Way.KUBECTL, first);
    awaitStep();
    scene.update("approveStep", "approveStep", List.of("1"), VerbRound::isBeyondTheStep);
    scene.awaitUpToDate();
  }

  private void approvedByKubectl() {
    scene.edit(
        "approve",
        Map.of("image", Map.of("approvedDigest", scene.digest())),
        status -> !VerbScene.isAt(status, RolloutPhase.WAITING_FOR_APPROVAL));
    awaitStep();
    scene.annotate(
        "approveStep", BootcApi.APPROVED_STEP, "1 " + scene.digest(), VerbRound::isBeyondTheStep);
    scene.awaitUpToDate();
  }

  private void awaitStep() {
    scene.awaitPool(status ->
        VerbScene.isBlocked(status, Kind.WAITING_FOR_APPROVAL)
            && VerbScene.rollout(status).inFlight().isEmpty()
            && Integer.valueOf(1).equals(status.updatedCount()));
  }

  private static boolean isBeyondTheStep(BootcNodePoolStatus status) {
    return status.rollout() != null
        && (!status.rollout().inFlight().isEmpty()
            || VerbScene.isAt(status, RolloutPhase.COMPLETED));
  }
}
