package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.PoolWishes;
import dev.bootc.rollout.activities.node.TargetAges;
import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.MaxUnhealthy;
import dev.bootc.rollout.workflows.plan.NodeOrders;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StepApproval;
import dev.bootc.rollout.workflows.plan.Undo;
import dev.bootc.rollout.workflows.window.WindowOverride;
import dev.bootc.rollout.workflows.window.Windows;
import dev.bootc.rollout.workflows.window.WindowsCheck;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a pool asks for from the pool itself. What reaches an activity through Temporal may be
 * old or forged.
 */
final class PoolTargets {
  private PoolTargets() {}

  /**
   * The target by the pool's own spec; empty where that is being deleted, was cancelled, cannot be
   * carried out or names a tag that was not resolved yet.
   */
  static Optional<RolloutTarget> of(BootcNodePool pool) {
    if (pool.isMarkedForDeletion() || PoolWishes.isCancelled(pool)) {
      return Optional.empty();
    }
    try {
      return AskedImage.of(pool).map(image -> target(pool, image));
    } catch (IllegalArgumentException refusedByTheReconciler) {
      return Optional.empty();
    }
  }

  /**
   * What was asked for with the pool's own limits, as far as is known here; empty while the pool
   * asks for something else, or for something newer than this process has seen. The workflow is
   * told by the reconciler; until then nothing may be done that the user has already taken back.
   */
  static Optional<RolloutTarget> now(ClusterCache cluster, RolloutTarget asked) {
    return sameImage(cluster, asked)
        .filter(own -> own.generation() >= asked.generation())
        .filter(own -> own.pause() == null || asked.pause() != null)
        .map(own ->
            new RolloutTarget(
                own.pool(),
                own.poolUid(),
                asked.generation(),
                own.image(),
                own.maxUnavailable(),
                asked.pause(),
                own.maxUnhealthy(),
                own.windows(),
                own.order(),
                own.steps(),
                own.approval(),
                own.undo(),
                own.maxStaging(),
                own.minimumAge(),
                own.verbs()));
  }

  /** Whether the pool asks for that image, name and digest, as far as is known here. */
  static boolean stillName(ClusterCache cluster, RolloutTarget asked) {
    return sameImage(cluster, asked).isPresent();
  }

  /** What the pool itself asks for where that is the same image, whatever else it says. */
  static Optional<RolloutTarget> sameImage(ClusterCache cluster, RolloutTarget asked) {
    return cluster
        .pool(asked.pool())
        .flatMap(PoolTargets::of)
        .filter(own -> own.poolUid().equals(asked.poolUid()))
        .filter(own -> own.image().equals(asked.image()));
  }

  private static RolloutTarget target(BootcNodePool pool, ImageRef.Pinned image) {
    RolloutSpec limits = Objects.requireNonNullElse(pool.getSpec().rollout(), RolloutSpec.DEFAULTS);
    IntOrString most = limits.maxUnavailable();
    RolloutTarget target =
        new RolloutTarget(
            pool.getMetadata().getName(),
            pool.getMetadata().getUid(),
            pool.getMetadata().getGeneration(),
            image.toString(),
            most == null
                ? MaxUnavailable.ONE
                : MaxUnavailable.parse(String.valueOf(most.getValue())),
            Boolean.TRUE.equals(limits.paused()) ? byField() : null,
            maxUnhealthy(limits),
            windows(pool, limits),
            NodeOrders.of(limits.order()),
            steps(pool, limits),
            ManualApproval.of(pool.getSpec().image()),
            null,
            maxStaging(limits),
            TargetAges.of(pool),
            limits.verbs());
    return Undone.of(pool)
        .filter(undone -> undone.instead().isPresent())
        .map(undone -> target.goingBack(image.toString(), Undo.of(undone)))
        .orElse(target);
  }

  private static @Nullable MaxUnhealthy maxUnhealthy(RolloutSpec limits) {
    IntOrString most = limits.maxUnhealthy();
    return most == null ? null : MaxUnhealthy.parse(String.valueOf(most.getValue()));
  }

  private static @Nullable MaxStaging maxStaging(RolloutSpec limits) {
    IntOrString most = limits.maxStaging();
    return most == null ? null : MaxStaging.parse(String.valueOf(most.getValue()));
  }

  private static @Nullable RolloutSteps steps(BootcNodePool pool, RolloutSpec limits) {
    RolloutSteps steps = RolloutSteps.of(limits.steps());
    return steps == null
        ? null
        : steps.approvedBy(
            WrittenAnnotation.of(pool, BootcApi.APPROVED_STEP)
                .map(written -> StepApproval.of(written.value(), written.signature()))
                .orElse(null));
  }

  private static @Nullable Windows windows(BootcNodePool pool, RolloutSpec limits) {
    if (limits.windows() == null) {
      return null;
    }
    return WindowsCheck.of(limits.windows())
        .windows()
        .overriddenBy(
            WrittenAnnotation.of(pool, BootcApi.WINDOW_OVERRIDE)
                .map(written -> WindowOverride.of(written.value(), written.signature()))
                .orElse(null));
  }

  /** Who set it, and when, is for the reconciler to say. */
  private static Pause byField() {
    return new Pause(RolloutSpec.PAUSED_FIELD, RolloutSpec.PAUSED_FIELD, Instant.EPOCH);
  }

  /** A pause by signal, which the spec does not know of; {@code status.rollout} keeps it. */
  static @Nullable Pause pauseBySignal(BootcNodePool pool) {
    RolloutStatus rollout = RolloutStatus.on(pool).orElse(null);
    if (rollout == null
        || rollout.pausedBy() == null
        || RolloutSpec.PAUSED_FIELD.equals(rollout.pausedReason())) {
      return null;
    }
    return new Pause(
        rollout.pausedBy(),
        Objects.requireNonNullElse(rollout.pausedReason(), ""),
        WrittenTime.read(rollout.pausedSince()).orElse(Instant.EPOCH));
  }
}
