package dev.bootc.rollout.workflows.verb;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.CancelWord;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a verb applies to a run where that is now: the one table of legal transitions, which the
 * validators of the updates follow and the docs show.
 *
 * <p>Only what the run knows is decided here. Whoever carries a verb out looks at the pool and the
 * node themselves, and may still refuse.
 */
public sealed interface VerbDecision {

  /** It is carried out. */
  record Allowed() implements VerbDecision {}

  /** There is nothing to do. */
  record AlreadySo(String why) implements VerbDecision {}

  /** It does not apply, or is not for whoever reaches Temporal; with what to do instead. */
  record Refused(String why) implements VerbDecision {}

  /** The first that holds: a mistake in the order, a run that is over, what the verb needs. */
  static VerbDecision of(VerbOrder order, RunStanding run) {
    if (order.problem().isPresent()) {
      return new Refused(order.problem().get());
    }
    return run.phase().isEnd() ? ofOver(order, run) : ofOpen(order, run);
  }

  private static VerbDecision ofOver(VerbOrder order, RunStanding run) {
    String over = over(run.phase());
    return switch (order.verb()) {
      case CANCEL -> ofCancel(run.phase());
      case PAUSE ->
          new Refused(
              over + "; for the next one to begin paused: " + KubectlWords.of(order, run.target()));
      case RESUME ->
          run.phase() == RolloutPhase.CANCELLED
              ? new Refused(
                  "it was cancelled; to begin it again: " + Resumption.command(run.target().pool()))
              : new Refused(over + ", and nothing of it is paused any more");
      case UNDO ->
          run.phase() == RolloutPhase.ROLLED_BACK
              ? new AlreadySo("every node is back")
              : new Refused(over + "; without one: " + KubectlWords.of(order, run.target()));
      case APPROVE, APPROVE_STEP, RETRY, SKIP, CHECK_NOW ->
          new Refused(over + "; without one: " + KubectlWords.of(order, run.target()));
    };
  }

  private static VerbDecision ofOpen(VerbOrder order, RunStanding run) {
    RolloutTarget target = run.target();
    return switch (order.verb()) {
      case PAUSE ->
          run.pause() == null ? new Allowed() : new AlreadySo("it is " + run.pause().text());
      case RESUME -> ofResume(order, run);
      case APPROVE -> ofApproval(order, target);
      case APPROVE_STEP ->
          target.steps() == null
              ? new Refused("the pool has no spec.rollout.steps, so none waits for an approval")
              : ifAllMayBeSaid(order, target);
      case RETRY, CHECK_NOW -> ifAllMayBeSaid(order, target);
      case UNDO ->
          target.undo() == null
              ? ifAllMayBeSaid(order, target)
              : new AlreadySo("it sets nodes back, and there is nothing further to go back to");
      case SKIP -> new Allowed();
      case CANCEL -> ofCancel(run.phase());
    };
  }

  /**
   * Whether what somebody has written on a pool cancels its rollout: as the update would be
   * decided, where the word is about the run that the status tells of.
   *
   * @param reported the pool's {@code status.rollout}; absent before the first rollout
   */
  static VerbDecision of(CancelWord word, String pool, @Nullable RolloutStatus reported) {
    if (!word.namesARun()) {
      return new Refused("it begins with no ID of a run: " + CancelWord.command(pool));
    }
    Optional<RolloutPhase> phase =
        Optional.ofNullable(reported).flatMap(rollout -> RolloutPhase.of(rollout.phase()));
    if (reported != null && reported.isOfRun(word.runId())) {
      return phase.map(VerbDecision::ofCancel).orElseGet(Allowed::new);
    }
    return phase.filter(present -> !present.isEnd()).isPresent()
        ? new Refused(
            "it is about another run than the one that is open: " + CancelWord.command(pool))
        : new AlreadySo("that run is over, and no other is open");
  }

  private static VerbDecision ofCancel(RolloutPhase phase) {
    if (!phase.isEnd()) {
      return new Allowed();
    }
    return phase == RolloutPhase.CANCELLED
        ? new AlreadySo("it was cancelled before")
        : new Refused(over(phase) + ": nothing is left to cancel");
  }

  private static String over(RolloutPhase phase) {
    return "the rollout is over (" + phase.text() + ")";
  }

  /** Whoever reaches Temporal may end what was begun there, and no pause of the spec's. */
  private static VerbDecision ofResume(VerbOrder order, RunStanding run) {
    if (run.pause() != null) {
      return new Allowed();
    }
    return run.target().pause() == null
        ? new AlreadySo("nobody has paused it")
        : ifAllMayBeSaid(order, run.target());
  }

  private static VerbDecision ofApproval(VerbOrder order, RolloutTarget target) {
    if (target.approval() == null) {
      return new Refused("spec.image.updatePolicy is not Manual, so nothing waits for an approval");
    }
    if (!order.about().equals(target.digest().text())) {
      return new Refused("what is rolled out is " + target.digest().text());
    }
    return ManualApproval.isMissing(target.approval(), target.digest())
        ? ifAllMayBeSaid(order, target)
        : new AlreadySo(ImageSource.APPROVED_FIELD + " is that digest");
  }

  private static VerbDecision ifAllMayBeSaid(VerbOrder order, RolloutTarget target) {
    return target.verbs() == AllowedVerbs.ALL
        ? new Allowed()
        : new Refused(whyNotAllowed(order, target));
  }

  /** For a verb that lets nodes reboot, where the pool does not trust Temporal with that. */
  static String whyNotAllowed(VerbOrder order, RolloutTarget target) {
    return "spec.rollout.verbs of pool %s does not let whoever reaches Temporal say \"%s\"; whoever may edit the pool does: %s"
        .formatted(target.pool(), order.verb().text(), KubectlWords.of(order, target));
  }
}
