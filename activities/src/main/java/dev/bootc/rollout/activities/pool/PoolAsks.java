package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.PoolWishes;
import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.Quotation;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.util.Optional;

/** What a pool's spec, as far as is known here, says about what its rollout was told. */
sealed interface PoolAsks {

  /**
   * It asks for just that.
   *
   * @param target with the limits that the pool has now
   */
  record ForThis(RolloutTarget target) implements PoolAsks {}

  /** For nothing any more: it goes, or its rollout was cancelled. Others say so. */
  record ForNothing() implements PoolAsks {}

  /**
   * For something that the rollout has not been told, so that nothing may be done.
   *
   * @param phase where that leaves the rollout
   * @param why for humans
   * @param paused present where the pool is paused by its field
   */
  record ForSomethingElse(RolloutPhase phase, String why, boolean paused) implements PoolAsks {

    /** What is to be said if that lasts: a spec that is refused is told to nobody. */
    Report instead(Report report, Instant since) {
      Pause pause =
          paused
              ? new Pause(RolloutSpec.PAUSED_FIELD, RolloutSpec.PAUSED_FIELD, since)
              : report.pause();
      return report.heldUp(phase, why, pause);
    }
  }

  static PoolAsks of(ClusterCache cluster, RolloutTarget target) {
    Optional<BootcNodePool> pool =
        cluster.pool(target.pool()).filter(known -> !known.isMarkedForDeletion());
    if (pool.isEmpty() || PoolWishes.isCancelled(pool.get())) {
      return new ForNothing();
    }
    Optional<RolloutTarget> now = PoolTargets.now(cluster, target);
    if (now.isPresent()) {
      return new ForThis(now.get());
    }
    return somethingElse(pool.get(), target)
        .<PoolAsks>map(other -> other)
        .orElseGet(ForNothing::new);
  }

  /** Empty where this process has merely not seen yet what the rollout was told. */
  private static Optional<ForSomethingElse> somethingElse(
      BootcNodePool pool, RolloutTarget target) {
    Optional<ImageRef.Pinned> asked = AskedImage.ifReadable(pool);
    boolean paused = isPaused(pool);
    if (asked.isEmpty()) {
      return blocked(withoutDigest(pool.getSpec().image().ref()), paused);
    }
    if (PoolTargets.of(pool).isEmpty()) {
      return blocked("nothing is started: the spec cannot be carried out as it is now", paused);
    }
    String image = asked.get().toString();
    if (!image.equals(target.image())) {
      return blocked(
          "the pool asks for " + Quotation.of(image) + ", which the rollout was not told yet",
          paused);
    }
    return target.pause() == null && paused
        ? Optional.of(
            new ForSomethingElse(
                RolloutPhase.PAUSED, "paused by " + RolloutSpec.PAUSED_FIELD, true))
        : Optional.empty();
  }

  private static String withoutDigest(String ref) {
    String quoted = "spec.image.ref \"" + Quotation.of(ref) + "\" ";
    return ImageRef.isTag(ref)
        ? quoted
            + "is not resolved yet: nothing is started, and no reboot approved, before its registry"
            + " says which image that is"
        : quoted + "names no digest: nothing is started, and no reboot approved, before it does";
  }

  private static Optional<ForSomethingElse> blocked(String why, boolean paused) {
    return Optional.of(new ForSomethingElse(RolloutPhase.BLOCKED, why, paused));
  }

  private static boolean isPaused(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    return rollout != null && Boolean.TRUE.equals(rollout.paused());
  }
}
