package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.rollout.ReportedRollout;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import org.jspecify.annotations.Nullable;

/** What a pool's status says about going back. */
final class WayBack {
  private WayBack() {}

  /**
   * What a later rollout may go back to. What a person has called bad is that no more, from that
   * moment on: the next image may fail before all nodes are back.
   */
  static @Nullable String deployedImage(
      CheckedSpec spec, MemberCounts counts, BootcNodePoolStatus before) {
    String reached = reachedImage(spec, counts, before);
    Undone undone = undone(spec, before);
    if (undone == null || undone.to() == null || reached == null) {
      return reached;
    }
    String bad = undone.digest();
    boolean isUndone =
        ImageDigest.in(reached).filter(digest -> digest.text().equals(bad)).isPresent();
    return isUndone ? undone.to() : reached;
  }

  /**
   * That every agent says it runs the target is not enough while a rollout is open: a node may be
   * down with it.
   */
  private static @Nullable String reachedImage(
      CheckedSpec spec, MemberCounts counts, BootcNodePoolStatus before) {
    RolloutStatus rollout = before.rollout();
    boolean neededNone = rollout == null && counts.total() > 0 && counts.allUpdated();
    return spec instanceof CheckedSpec.Valid valid
            && (neededNone || new ReportedRollout(rollout).hasReached(valid.image().digest()))
        ? valid.image().toString()
        : before.deployedImage();
  }

  /** What it may go back to once what was reached last is undone. */
  static @Nullable String deployedBefore(
      CheckedSpec spec, MemberCounts counts, BootcNodePoolStatus before) {
    boolean goesBack = spec instanceof CheckedSpec.Valid valid && valid.goesBack();
    return UndoDecision.earlier(
        deployedImage(spec, counts, before),
        before.deployedImage(),
        before.deployedBefore(),
        goesBack);
  }

  /** For a pool that a person wants to go back in words that do nothing; empty for any other. */
  static String whyNotHeard(BootcNodePool pool, CheckedSpec spec) {
    if (!(spec instanceof CheckedSpec.Valid valid) || valid.goesBack()) {
      return "";
    }
    ImageDigest asked = valid.image().digest();
    UndoWord word = UndoWord.on(pool).orElse(null);
    if (word != null && !word.namesADigest()) {
      return "; "
          + BootcApi.UNDO
          + " begins with no digest and does nothing: "
          + UndoWord.command(valid.pool(), asked.text());
    }
    return PoolSpecs.undo(pool, asked).isToldInVain()
        ? "; not undone as " + BootcApi.UNDO + " asks: " + UndoDecision.NOTHING_TO_GO_BACK_TO
        : "";
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
        ? "; not undone: " + UndoDecision.NOTHING_TO_GO_BACK_TO
        : "";
  }
}
