package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.rollout.ReportedRollout;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import org.jspecify.annotations.Nullable;

/** What a pool's status says about going back. */
final class WayBack {
  private WayBack() {}

  /**
   * What a later rollout may go back to. That every agent says it runs the target is not enough
   * while a rollout is open: a node may be down with it.
   */
  static @Nullable String deployedImage(
      CheckedSpec spec, MemberCounts counts, BootcNodePoolStatus before) {
    RolloutStatus rollout = before.rollout();
    boolean neededNone = rollout == null && counts.total() > 0 && counts.allUpdated();
    return spec instanceof CheckedSpec.Valid valid
            && (neededNone || new ReportedRollout(rollout).hasReached(valid.image().digest()))
        ? valid.image().toString()
        : before.deployedImage();
  }

  static @Nullable Undone undone(CheckedSpec spec, BootcNodePoolStatus before) {
    return spec instanceof CheckedSpec.Valid valid ? valid.undone() : before.undone();
  }

  /** For a pool that wants to be undone, and cannot; empty for any other. */
  static String whyNotTaken(BootcNodePool pool, CheckedSpec spec, @Nullable RolloutStatus rollout) {
    return spec instanceof CheckedSpec.Valid valid
            && rollout != null
            && UndoDecision.isInVain(
                PoolSpecs.undoes(pool),
                pool.getSpec().image().ref(),
                NodePoolStatusFactory.previous(pool).deployedImage(),
                valid.image().digest(),
                rollout)
        ? "; not undone: of no other image of this repository is a rollout known that was completed"
        : "";
  }
}
