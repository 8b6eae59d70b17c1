package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of the plan that brings an image onto the host. */
final class StagingPlanner {
  /** Between two looks at the progress, and so between two writes of the status. */
  private static final Duration PROGRESS_PAUSE = Duration.ofSeconds(5);

  /** Nobody tells of the end of a unit that another process started. */
  private static final Duration ADOPTED_PAUSE = Duration.ofSeconds(2);

  private StagingPlanner() {}

  /**
   * The unit runs: it is left alone if it stages the target, whichever process started it, and
   * stopped if it stages something else or takes too long.
   */
  static Decision whileRunning(Observation seen, Target.Wanted wanted, UnitState.Running running) {
    String image = wanted.reference();
    String progress = running.progress().map(done -> ": " + done.spoken()).orElse("");
    Report report =
        Report.of(Phase.STAGING, "stages " + image + progress + seen.credentials().remark());
    if (!running.image().equals(image)) {
      return Decision.of(new Action.StopStage(), report);
    }
    Instant end = begun(seen).plus(seen.limits().staging());
    if (!seen.now().isBefore(end)) {
      return Decision.of(new Action.StopOverdueStage(image), report);
    }
    Duration pause = running.attached() ? PROGRESS_PAUSE : ADOPTED_PAUSE;
    Instant look = earlier(end, seen.now().plus(pause));
    return Decision.of(new Action.AwaitStage(look), withFailure(seen, image, report));
  }

  /** Judges a staging that is over by what the host reports; empty where there is none. */
  static Optional<Decision> afterStaging(
      Observation seen, Target.Wanted wanted, HostImages images) {
    Memory.@Nullable Staging staging = seen.memory().staging();
    if (staging == null) {
      return Optional.empty();
    }
    if (!staging.image().equals(wanted.reference()) || !staging.bootId().equals(seen.bootId())) {
      return Optional.of(Decision.silent(new Action.ForgetStage()));
    }
    if (images.isStaged(staging.image()) && images.isInDoubt()) {
      return Optional.of(discard(seen, staging.image(), images));
    }
    return Optional.of(
        Decision.silent(
            images.isStaged(staging.image())
                ? new Action.ConcludeStage(staging.image(), seen.bootId())
                : new Action.RecordStageFailure(staging.image())));
  }

  private static Decision discard(Observation seen, String image, HostImages images) {
    Report report = Report.of(Phase.STAGING, "stages " + image).withImages(images);
    return seen.memory()
        .failureFor(image)
        .filter(failure -> !failure.isDue(seen.now()))
        .map(failure -> Decision.waitForRetry(failure, report))
        .orElseGet(() -> Decision.silent(new Action.DiscardStage(image)));
  }

  /** Stages the target, unless it failed a short time ago. */
  static Decision stage(Observation seen, Target.Wanted wanted, HostImages images) {
    String image = wanted.reference();
    String remark = seen.credentials().remark();
    Report report = Report.of(Phase.STAGING, "stages " + image + remark).withImages(images);
    Optional<Memory.Failure> failure = seen.memory().failureFor(image);
    if (failure.isPresent() && !isDue(seen, failure.get())) {
      return Decision.waitForRetry(failure.get(), report, remark);
    }
    return Decision.of(
        new Action.Stage(
            image, !wanted.letsAnyRebootApply(), SignatureRules.mustBeVerified(images)),
        withFailure(seen, image, report));
  }

  /**
   * The target runs. An image that this agent staged for an earlier target would be applied by any
   * reboot, so it is replaced by the running one; somebody else's is reported and left alone.
   */
  static Decision upToDate(Observation seen, Target.Wanted wanted, HostImages images) {
    String image = wanted.reference();
    if (images.stagedImage() == null || images.isStaged(image)) {
      // What bootc does not name is among the remarks.
      return idle(seen, images, "runs " + image + ForeignChanges.remarks(seen, images));
    }
    Memory.@Nullable Staged ours = seen.memory().staged();
    if (ours != null
        && images.isStaged(ours.image())
        && images.backend() == HostImages.Backend.OSTREE) {
      return stage(seen, wanted, images);
    }
    return idle(
        seen,
        images,
        "another image is staged beside the one that runs, and any reboot would apply it: stage the running image again with \"bootc switch\" (runs %s, staged is %s)%s"
            .formatted(image, images.stagedImage().image(), ForeignChanges.remarks(seen, images)));
  }

  /** Other credentials are reason enough to try again at once. */
  private static boolean isDue(Observation seen, Memory.Failure failure) {
    Memory.@Nullable PullSecret tried = seen.memory().pullSecret();
    boolean sameCredentials =
        Objects.equals(tried == null ? null : tried.source(), seen.credentials().source());
    return !sameCredentials || failure.isDue(seen.now());
  }

  private static Decision idle(Observation seen, HostImages images, String message) {
    return Decision.of(
        seen.untilPoll(),
        Report.of(Phase.IDLE, message + SignatureRules.remark(images)).withImages(images));
  }

  /** An error stays reported until the step succeeds, so that it does not flicker. */
  private static Report withFailure(Observation seen, String image, Report report) {
    return seen.memory()
        .failureFor(image)
        .map(failure -> report.withError(failure.message()))
        .orElse(report);
  }

  private static Instant begun(Observation seen) {
    Memory.@Nullable Staging staging = seen.memory().staging();
    return staging == null ? seen.now() : staging.since();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
