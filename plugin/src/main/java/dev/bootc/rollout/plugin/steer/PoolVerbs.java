package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Kind;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import dev.bootc.rollout.plugin.steer.Decision.Write;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of a pool as a whole, by the fields and annotations that docs/reference/steering.md
 * has for it. Only what the pool shows decides; the operator may still refuse.
 */
public final class PoolVerbs {
  private static final String NO_TARGET =
      "no operator has said yet what the pool asks for (status.targetDigest is empty)";

  /** As the pool's line gives it word for word. */
  private static final Pattern STEP_TO_APPROVE =
      Pattern.compile(Pattern.quote(BootcApi.APPROVED_STEP) + "=\"([0-9]+ [0-9a-f]+)\"");

  private PoolVerbs() {}

  public static Decision pause(BootcNodePool pool) {
    return isPausedByField(pool)
        ? new AlreadySo(RolloutSpec.PAUSED_FIELD + " is true")
        : write(pool, Patch.paused(true), RolloutSpec.PAUSED_FIELD + " = true", Answer.paused());
  }

  /** A pause by the field, or a cancel, whichever it is; a pause by Temporal only Temporal ends. */
  public static Decision resume(BootcNodePool pool) {
    RolloutStatus rollout = rollout(pool);
    if (RolloutPhase.CANCELLED.text().equals(rollout.phase()) && !isPausedByField(pool)) {
      String run = Objects.requireNonNullElse(rollout.runId(), "");
      return write(
          pool,
          Patch.annotation(BootcApi.RESUME, run),
          BootcApi.RESUME + " = " + run,
          Answer.begunAgain(run));
    }
    if (isPausedByField(pool)) {
      return write(
          pool, Patch.paused(false), RolloutSpec.PAUSED_FIELD + " = false", Answer.resumed());
    }
    if (rollout.pausedBy() == null) {
      return new AlreadySo("nobody has paused it");
    }
    return new Refused(
        "it is paused by Temporal, by "
            + rollout.pausedBy()
            + ", and only Temporal ends that: "
            + nextOf(pool, BlockedBy.Kind.PAUSED));
  }

  public static Decision cancel(BootcNodePool pool, String reason) {
    RolloutStatus rollout = rollout(pool);
    if (RolloutPhase.CANCELLED.text().equals(rollout.phase())) {
      return new AlreadySo("it was cancelled before");
    }
    Optional<String> over = over(rollout);
    if (over.isPresent() || rollout.runId() == null) {
      return new Refused(
          "the rollout is over ("
              + over.orElse("no run is known")
              + "): nothing is left to cancel");
    }
    return annotate(pool, BootcApi.CANCEL, rollout.runId() + " " + reason, Answer.cancelled(pool));
  }

  /** The digest of a pool whose policy is Manual, else the step that waits for it. */
  public static Decision approve(BootcNodePool pool) {
    ImageSource image = pool.getSpec().image();
    String target = status(pool).targetDigest();
    if (target == null) {
      return new Refused(NO_TARGET);
    }
    if (image.isManual() && !target.equals(image.approvedDigest())) {
      return write(
          pool,
          Patch.approvedDigest(target),
          ImageSource.APPROVED_FIELD + " = " + target,
          Answer.approved());
    }
    Matcher step = STEP_TO_APPROVE.matcher(Objects.requireNonNullElse(rollout(pool).message(), ""));
    if (step.find()) {
      return annotate(pool, BootcApi.APPROVED_STEP, step.group(1), Answer.approved());
    }
    return image.isManual()
        ? new AlreadySo(ImageSource.APPROVED_FIELD + " is " + target)
        : new Refused("spec.image.updatePolicy is not Manual, and no step waits for an approval");
  }

  public static Decision undo(BootcNodePool pool, String reason) {
    String target = status(pool).targetDigest();
    if (target == null) {
      return new Refused(NO_TARGET);
    }
    Undone undone = status(pool).undone();
    if (undone != null && undone.ref().equals(pool.getSpec().image().ref())) {
      return new AlreadySo(
          "nodes are set back from " + undone.digest() + " since " + undone.since());
    }
    String word = target + " " + reason;
    return word.equals(WrittenAnnotation.valueOn(pool, BootcApi.UNDO))
        ? new Refused("a word is heard once, and this one is there already: give another --reason")
        : annotate(pool, BootcApi.UNDO, word, Answer.undone(target, pool));
  }

  /**
   * @param word anything that was not there before
   */
  public static Decision tryAgain(BootcNodePool pool, String word) {
    Undone undone = status(pool).undone();
    return undone == null
        ? new Refused("nothing of this pool is undone")
        : annotate(pool, BootcApi.TRY_AGAIN, word, Answer.triedAgain(undone.digest()));
  }

  private static Decision annotate(BootcNodePool pool, String key, String value, Answer answer) {
    return write(pool, Patch.annotation(key, value), key + " = " + value, answer);
  }

  private static Write write(BootcNodePool pool, String patch, String words, Answer answer) {
    return new Write(Kind.POOL, pool.getMetadata().getName(), patch, words, answer);
  }

  private static boolean isPausedByField(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    return rollout != null && Boolean.TRUE.equals(rollout.paused());
  }

  /** The phase it ended with; a pool without one has nothing to cancel either. */
  private static Optional<String> over(RolloutStatus rollout) {
    String phase = rollout.phase();
    return phase == null
        ? Optional.of("there was none")
        : Arrays.stream(RolloutPhase.values())
            .filter(known -> known.isEnd() && known.text().equals(phase))
            .map(RolloutPhase::text)
            .findFirst();
  }

  private static String nextOf(BootcNodePool pool, BlockedBy.Kind kind) {
    return status(pool).blockedBy().stream()
        .filter(entry -> entry.knownKind().equals(Optional.of(kind)))
        .map(BlockedBy::nextAction)
        .findFirst()
        .orElse(
            "temporal workflow signal --name resume --workflow-id " + rollout(pool).workflowId());
  }

  private static BootcNodePoolStatus status(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }

  private static RolloutStatus rollout(BootcNodePool pool) {
    return Objects.requireNonNullElse(status(pool).rollout(), NothingYet.ROLLOUT);
  }
}
