package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What spec, annotations and status of a pool say about going back.
 *
 * @param asked whether {@code onFailure} is Rollback
 * @param deployed the image of the last rollout that was completed
 * @param mark as the status has it
 * @param word what a person has said last about trying again
 * @param earlier what was deployed before that
 * @param told what a person has said last of a bad image
 */
record SimulatedUndo(
    boolean asked,
    @Nullable String deployed,
    @Nullable Undone mark,
    @Nullable String word,
    @Nullable String earlier,
    @Nullable UndoWord told) {
  static final SimulatedUndo NONE = new SimulatedUndo(false, null, null, null, null, null);

  /** Where every node runs the first image before anything is rolled out. */
  static final SimulatedUndo ASKED =
      new SimulatedUndo(true, Images.image(0), null, null, null, null);

  SimulatedUndo deployed(String image) {
    boolean goesBack =
        mark != null && mark.instead().filter(to -> to.toString().equals(image)).isPresent();
    String before = UndoDecision.earlier(image, deployed, earlier, goesBack);
    return new SimulatedUndo(asked, image, mark, word, before, told);
  }

  SimulatedUndo marked(@Nullable Undone other) {
    return new SimulatedUndo(asked, deployed, other, word, earlier, told);
  }

  SimulatedUndo said(String other) {
    return new SimulatedUndo(asked, deployed, mark, other, earlier, told);
  }

  SimulatedUndo told(@Nullable UndoWord other) {
    return new SimulatedUndo(asked, deployed, mark, word, earlier, other);
  }

  /** As whoever takes every word for one about what is asked. */
  SimulatedUndo takingItFor(String digest) {
    return told == null ? this : told(new UndoWord(digest, told.why(), told.by()));
  }

  /** As whoever keeps no mark that was lifted. */
  SimulatedUndo forgettingWhatWasLifted(String image) {
    return mark == null || mark.stands(image, word) ? this : marked(null);
  }

  /** Whether a person has said something of that image and there is another to go back to. */
  boolean canBeHeard(String image) {
    return told != null
        && told.digest().equals(Images.digestIn(image))
        && ((deployed != null && !deployed.equals(image))
            || (earlier != null && !earlier.equals(image)));
  }

  /** The mark, where it says to what image a pool that asks for {@code image} goes back. */
  Optional<Undone> standing(String image) {
    return Optional.ofNullable(mark)
        .filter(undone -> undone.stands(image, word) && undone.instead().isPresent());
  }

  /** What nodes are to run. */
  String wanted(String image) {
    return standing(image).flatMap(Undone::instead).map(ImageRef.Pinned::toString).orElse(image);
  }

  /** By the product's own decision, of what the rollout has said last. */
  @Nullable Undone decide(
      String image,
      long generation,
      @Nullable RolloutTarget rolled,
      @Nullable Report said,
      Instant now) {
    RolloutStatus status = rolled == null || said == null ? null : status(rolled, said);
    ImageDigest digest = new ImageDigest(Images.digestIn(image));
    return new UndoDecision(
            image, digest, generation, asked, word, deployed, status, mark, earlier, told)
        .mark(now);
  }

  private static RolloutStatus status(RolloutTarget rolled, Report said) {
    return new RolloutStatus(
        said.phase().text(),
        rolled.digest().text(),
        rolled.generation(),
        null,
        null,
        null,
        said.message(),
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        said.digestFailed() ? Boolean.TRUE : null,
        null);
  }
}
