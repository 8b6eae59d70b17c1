package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Undo;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pool as its users have written it.
 *
 * @param image number of the image
 * @param generation grows with every edit
 * @param minReady how long an updated node has to be Ready
 * @param pause present while {@code spec.rollout.paused}
 * @param cancelled whether its status says that the rollout of this very spec was cancelled
 * @param options what most pools do not ask for
 */
record PoolSpec(
    int image,
    long generation,
    MaxUnavailable maxUnavailable,
    Duration minReady,
    @Nullable Pause pause,
    boolean cancelled,
    PoolOptions options) {
  static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(1);

  /** As a pool that names a timeout only. */
  static final DrainPolicy SKIP = draining(DrainTimeoutAction.SKIP);

  static DrainPolicy draining(DrainTimeoutAction action) {
    return DrainPolicy.UNSET.ending(DRAIN_TIMEOUT, action);
  }

  /** The same, with nodes that wait for their volumes. */
  static DrainPolicy detaching(DrainPolicy policy, Duration longest) {
    return new DrainPolicy(
        policy.timeout(),
        policy.timeoutAction(),
        policy.force(),
        policy.deleteEmptyDirData(),
        policy.gracePeriod(),
        policy.order(),
        policy.onPreflight(),
        longest);
  }

  static final Duration REBOOT_TIMEOUT = Duration.ofMinutes(5);

  PoolSpec with(int newImage) {
    return new PoolSpec(newImage, generation + 1, maxUnavailable, minReady, pause, false, options);
  }

  PoolSpec with(MaxUnavailable limit) {
    return new PoolSpec(image, generation + 1, limit, minReady, pause, false, options);
  }

  PoolSpec with(@Nullable Pause newPause) {
    return new PoolSpec(image, generation + 1, maxUnavailable, minReady, newPause, false, options);
  }

  PoolSpec with(PoolOptions other) {
    return new PoolSpec(image, generation, maxUnavailable, minReady, pause, cancelled, other);
  }

  PoolSpec approving(@Nullable ManualApproval given) {
    PoolOptions approved = options.with(given);
    return new PoolSpec(image, generation + 1, maxUnavailable, minReady, pause, false, approved);
  }

  PoolSpec with(DrainPolicy policy) {
    return new PoolSpec(
        image, generation + 1, maxUnavailable, minReady, pause, false, options.with(policy));
  }

  DrainPolicy drain() {
    return options.drain();
  }

  PoolSpec asResumed() {
    return new PoolSpec(image, generation, maxUnavailable, minReady, pause, false, options);
  }

  PoolSpec asCancelled() {
    return new PoolSpec(image, generation, maxUnavailable, minReady, pause, true, options);
  }

  RolloutTarget target() {
    SimulatedWindows windows = options.windows();
    SimulatedOrder order = options.order();
    SimulatedCanary canary = options.canary();
    RolloutTarget target =
        new RolloutTarget(
            "pool",
            "uid-1",
            generation,
            Images.image(image),
            maxUnavailable,
            pause,
            null,
            windows == null ? null : windows.asked(),
            order == null ? null : order.asked(),
            canary == null ? null : canary.asked(),
            options.approval(),
            null,
            options.maxStaging(),
            options.age(),
            null);
    return wayBack().map(mark -> target.goingBack(wanted(), Undo.of(mark))).orElse(target);
  }

  /** What a rollout was told, with what only the pool itself can say. */
  RolloutTarget as(RolloutTarget told) {
    return new RolloutTarget(
        told.pool(),
        told.poolUid(),
        told.generation(),
        told.image(),
        told.maxUnavailable(),
        told.pause(),
        told.maxUnhealthy(),
        told.windows(),
        told.order(),
        told.steps(),
        told.undo() == null ? options.approval() : null,
        told.undo(),
        told.undo() == null ? options.maxStaging() : null,
        told.undo() == null ? options.age() : null,
        told.verbs());
  }

  /** What nodes are to run: another image than users have written where that has failed. */
  String wanted() {
    return options.undo().wanted(Images.image(image));
  }

  /** Present while they go back. */
  Optional<Undone> wayBack() {
    return options.undo().standing(Images.image(image));
  }

  /** Whether nodes may reboot into that. */
  boolean allows(String digest) {
    boolean isTheWayBack = wayBack().isPresent() && Images.digestIn(wanted()).equals(digest);
    return isTheWayBack || !ManualApproval.isMissing(options.approval(), new ImageDigest(digest));
  }

  /** Whether nodes are judged before their slots: not on the way back. */
  Optional<GateSpec> gateBefore() {
    return options.gates().stream()
        .filter(gate -> !gate.isAfterNode() && wayBack().isEmpty())
        .findFirst();
  }

  PoolWish wish(Instant now) {
    ImageDigest digest = cancelled ? null : new ImageDigest(Images.digestIn(wanted()));
    return new PoolWish(
        digest,
        false,
        REBOOT_TIMEOUT,
        minReady,
        !allows(Images.digestIn(wanted())),
        wayBack().isEmpty() && !MinimumAge.isReached(options.age(), now),
        options.gates().stream().filter(GateSpec::isAfterNode).toList());
  }

  /** Whether this is what the rollout was told, as far as it must not go on otherwise. */
  boolean stillAsksFor(RolloutTarget told) {
    return told.image().equals(wanted()) && (told.pause() != null || pause == null);
  }
}
