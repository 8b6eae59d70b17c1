package dev.bootc.rollout.plugin.steer;

import static dev.bootc.rollout.plugin.steer.PoolFacts.isPausedByField;
import static dev.bootc.rollout.plugin.steer.PoolFacts.rollout;
import static dev.bootc.rollout.plugin.steer.PoolFacts.status;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Kind;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import dev.bootc.rollout.plugin.steer.Decision.Write;
import java.util.Objects;
import java.util.Optional;

/**
 * What is said of a pool as a whole, by the fields and annotations that docs/reference/steering.md
 * has for it. Only what the pool shows decides; the operator may still refuse.
 */
public final class PoolVerbs {
  private static final String AGAIN = "; the cancelled rollout begins again";

  private PoolVerbs() {}

  /** Not of a cancelled rollout, which any change of the spec begins again. */
  public static Decision pause(BootcNodePool pool) {
    if (isPausedByField(pool)) {
      return new AlreadySo(RolloutSpec.PAUSED_FIELD + " is true");
    }
    return PoolFacts.isLeftCancelled(pool)
        ? new Refused(
            "its rollout was cancelled and stands still, and any change of the spec, this one too,"
                + " begins it again; to want that, and no node started: kubectl patch bnp "
                + name(pool)
                + " --type merge -p '"
                + Patch.paused(true)
                + "'")
        : write(pool, Patch.paused(true), RolloutSpec.PAUSED_FIELD + " = true", Answer.paused());
  }

  /** A pause by the field, or a cancel, whichever it is; a pause by Temporal only Temporal ends. */
  public static Decision resume(BootcNodePool pool) {
    RolloutStatus rollout = rollout(pool);
    if (isPausedByField(pool)) {
      return write(
          pool,
          Patch.paused(false),
          RolloutSpec.PAUSED_FIELD + " = false" + (PoolFacts.isLeftCancelled(pool) ? AGAIN : ""),
          Answer.resumed());
    }
    if (PoolFacts.isIn(pool, RolloutPhase.CANCELLED)) {
      String run = Objects.requireNonNullElse(rollout.runId(), "");
      return write(
          pool,
          Patch.annotation(BootcApi.RESUME, run),
          BootcApi.RESUME + " = " + run + AGAIN,
          Answer.begunAgain(run));
    }
    return rollout.pausedBy() == null
        ? new AlreadySo("nobody has paused it")
        : new Refused(pausedByTemporal(pool));
  }

  /** Who, and how that is ended. */
  static String pausedByTemporal(BootcNodePool pool) {
    String usual =
        "temporal workflow signal --name resume --workflow-id " + rollout(pool).workflowId();
    return (PoolFacts.isOver(pool)
            ? "its rollout is over, and no run is there to resume; the next one begins paused by "
            : "it is paused by ")
        + "Temporal, by "
        + rollout(pool).pausedBy()
        + ", and only Temporal ends that"
        + (PoolFacts.isOver(pool) ? ", once the next one has begun: " : ": ")
        + PoolFacts.blockedBy(pool, BlockedBy.Kind.PAUSED)
            .map(BlockedBy::nextAction)
            .filter(next -> next.startsWith("temporal "))
            .orElse(usual);
  }

  public static Decision cancel(BootcNodePool pool, String reason) {
    RolloutStatus rollout = rollout(pool);
    if (PoolFacts.isIn(pool, RolloutPhase.CANCELLED)) {
      return new AlreadySo("it was cancelled before");
    }
    if (PoolFacts.isOver(pool) || rollout.runId() == null) {
      String phase = rollout.phase();
      return new Refused(
          "the rollout is over ("
              + (phase == null
                  ? "there was none"
                  : PoolFacts.isOver(pool) ? phase : "no run is known")
              + "): nothing is left to cancel");
    }
    return annotate(pool, BootcApi.CANCEL, rollout.runId() + " " + reason, Answer.cancelled(pool));
  }

  public static Decision undo(BootcNodePool pool, String reason) {
    Optional<String> noTarget = Target.missing(pool);
    if (noTarget.isPresent()) {
      return new Refused(noTarget.get());
    }
    String target = Target.of(pool);
    Optional<ImageRef.Pinned> back = Undone.insteadIn(pool);
    if (back.isPresent()) {
      Undone undone = Undone.of(pool).orElseThrow();
      return new AlreadySo(
          "nodes are set back from " + undone.digest() + " since " + undone.since());
    }
    if (isToBeTriedAgain(pool, target)) {
      return new Refused(
          "somebody wants it tried again, and the operator has not heard that yet: say it again"
              + " once the pool goes on");
    }
    String word = target + " " + reason;
    return word.equals(WrittenAnnotation.valueOn(pool, BootcApi.UNDO))
        ? new Refused("a word is heard once, and this one is there already: give another --reason")
        : annotate(pool, BootcApi.UNDO, word, Answer.undone(target, pool));
  }

  /** Whether what is the target still is the way back from what is wanted after all. */
  private static boolean isToBeTriedAgain(BootcNodePool pool, String target) {
    Undone mark = status(pool).undone();
    return mark != null
        && mark.ref().equals(pool.getSpec().image().ref())
        && mark.instead().filter(image -> image.digest().text().equals(target)).isPresent();
  }

  /**
   * @param word anything that was not there before
   */
  public static Decision tryAgain(BootcNodePool pool, String word) {
    Optional<Undone> undone = Undone.of(pool);
    if (undone.isEmpty()) {
      return new Refused("nothing of this pool is undone");
    }
    return undone.get().instead().isEmpty()
        ? new Refused(
            undone.get().digest()
                + " is undone, but not what the pool asks for now ("
                + Target.of(pool)
                + "): edit spec.image.ref to ask for it")
        : annotate(pool, BootcApi.TRY_AGAIN, word, Answer.triedAgain(undone.get().digest()));
  }

  /** See {@link Approval}. */
  public static Decision approve(BootcNodePool pool, String digest) {
    Optional<String> noTarget = Target.missing(pool);
    if (noTarget.isPresent()) {
      return new Refused(noTarget.get());
    }
    String target = Target.of(pool);
    if (!digest.isEmpty() && !Target.isMeant(digest, target)) {
      return new Refused("the pool asks for " + target + ", and not for " + digest);
    }
    if (PoolFacts.isLeftCancelled(pool)) {
      return new Refused(
          "its rollout was cancelled, and any change of the spec, this one too, begins it again;"
              + " to want that, first: kubectl bootc resume "
              + name(pool));
    }
    return new Approval(pool, target).decision();
  }

  static Decision annotate(BootcNodePool pool, String key, String value, Answer answer) {
    return write(pool, Patch.annotation(key, value), key + " = " + value, answer);
  }

  static Write write(BootcNodePool pool, String patch, String words, Answer answer) {
    return new Write(Kind.POOL, name(pool), patch, words, answer);
  }

  private static String name(BootcNodePool pool) {
    return pool.getMetadata().getName();
  }
}
