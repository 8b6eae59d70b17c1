package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import java.time.Instant;
import java.util.Objects;

/**
 * What somebody wants undone, as it is written on the pool.
 *
 * @param pool as it is now
 * @param target that the run was told
 */
record UndoneByWord(BootcNodePool pool, RolloutTarget target) {

  /** Of which nothing is to be written where it is not Done. */
  VerbAnswer answer(UndoWord word) {
    if (Undone.insteadIn(pool).isPresent()) {
      return VerbAnswer.alreadySo("nodes go back already");
    }
    boolean asksForIt =
        AskedImage.ifReadable(pool)
            .filter(image -> image.digest().equals(target.digest()))
            .isPresent();
    if (!asksForIt) {
      return VerbAnswer.refused("the pool asks for another digest by now");
    }
    return decision(word).isToldInVain()
        ? VerbAnswer.refused(UndoDecision.NOTHING_TO_GO_BACK_TO)
        : VerbAnswer.done("nodes go back");
  }

  /** What was said before and was lifted since is said anew by its time. */
  UndoWord word(String reason, String by, Instant now) {
    UndoWord word = new UndoWord(target.digest().text(), reason, by);
    Undone before = status().undone();
    return before != null && before.hasSpent(word, ref(), Undone.wordOn(pool))
        ? new UndoWord(word.digest(), ("at " + now + " " + reason).strip(), by)
        : word;
  }

  private UndoDecision decision(UndoWord word) {
    BootcNodePoolStatus status = status();
    return new UndoDecision(
        ref(),
        target.digest(),
        pool.getMetadata().getGeneration(),
        false,
        Undone.wordOn(pool),
        status.deployedImage(),
        status.rollout(),
        status.undone(),
        status.deployedBefore(),
        word);
  }

  private String ref() {
    return pool.getSpec().image().ref();
  }

  private BootcNodePoolStatus status() {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }
}
