package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the plan that reboots, and that judges a reboot. An attempt counts until its approval
 * is withdrawn or its target changes, whatever became of it: so one approval never leads to a loop.
 */
final class RebootPlanner {
  private RebootPlanner() {}

  /** Reboots into the staged image, after unlocking it where the host locked it. */
  static Decision reboot(Observation seen, Target.Wanted wanted, HostImages images) {
    String image = wanted.reference();
    Report staged = Report.of(Phase.STAGED, "cannot reboot yet").withImages(images);
    if (images.isRollbackQueued()) {
      return Decision.of(
          seen.untilPoll(),
          staged.withError(
              "a rollback is queued on the host and would be booted: take it back with \"bootc rollback\" (the reboot is for %s)"
                  .formatted(image)));
    }
    Optional<Memory.Failure> failure = seen.memory().failureFor(image);
    if (failure.isPresent() && !failure.get().isDue(seen.now())) {
      return waitForRetry(seen, failure.get(), staged);
    }
    if (images.isLocked()) {
      return Decision.silent(new Action.Unlock(image));
    }
    return Decision.silent(
        maySoftly(wanted, images) ? new Action.SoftReboot(image) : new Action.Reboot(image));
  }

  private static Decision waitForRetry(Observation seen, Memory.Failure failure, Report report) {
    return failure.isHeldUpForAShortTime(seen.now(), seen.limits().reboot())
        ? Decision.of(new Action.Wait(failure.retryAt()), report.withMessage(failure.message()))
        : Decision.waitForRetry(failure, report);
  }

  /** bootc does not prepare soft reboots on composefs in a way that tells whether it did. */
  private static boolean maySoftly(Target.Wanted wanted, HostImages images) {
    return wanted.softRebootAllowed()
        && images.backend() == HostImages.Backend.OSTREE
        && images.stagedImage() != null
        && Boolean.TRUE.equals(images.stagedImage().softRebootCapable());
  }

  /** A reboot that was asked for may still come: wait for it, whatever the host says. */
  static Optional<Decision> whileGoingDown(Observation seen) {
    Memory.@Nullable Reboot attempt = seen.memory().reboot();
    Duration patience = seen.limits().reboot();
    if (attempt == null
        || !attempt.mayStillCome(seen.bootId(), seen.power(), seen.now(), patience)) {
      return Optional.empty();
    }
    return Optional.of(
        attempt.at().isAfter(seen.now())
            ? Decision.silent(new Action.CountRebootFrom(seen.now()))
            : Decision.of(
                new Action.AwaitReboot(attempt.at().plus(patience)),
                Report.rebooting(attempt.image())));
  }

  /** Judges the last reboot; empty where there was none or nothing is left to say about it. */
  static Optional<Decision> afterReboot(Observation seen, Target.Wanted wanted, HostImages images) {
    Memory.@Nullable Reboot attempt = seen.memory().reboot();
    if (attempt == null || images.isBooted(attempt.image())) {
      return Optional.empty();
    }
    boolean sameBoot = attempt.bootId().equals(seen.bootId());
    if (sameBoot && !attempt.issued() && seen.power() == PowerState.UP) {
      return Optional.empty();
    }
    if (!attempt.image().equals(wanted.reference()) || !wanted.approved()) {
      return Optional.of(Decision.silent(new Action.ForgetReboot(seen.bootId())));
    }
    return Optional.of(
        sameBoot ? didNotHappen(seen, attempt, images) : wrongImage(seen, attempt, images));
  }

  /** Behind what is wrong with a host of which nobody knows more: whether the reboot was ours. */
  static String sinceReboot(Observation seen, Target.Wanted wanted) {
    Memory.@Nullable Reboot attempt = seen.memory().reboot();
    return attempt != null
            && attempt.image().equals(wanted.reference())
            && !attempt.bootId().equals(seen.bootId())
        ? " (since the reboot for " + attempt.image() + ")"
        : "";
  }

  private static Decision didNotHappen(Observation seen, Memory.Reboot attempt, HostImages images) {
    return Decision.of(
        seen.untilPoll(),
        Report.rebooting(attempt.image())
            .withImages(images)
            .withError(
                "reboot did not happen within %s: the host still runs boot %s; look for what holds the shutdown up (systemctl list-jobs, systemd-inhibit --list), or reboot it by hand"
                    .formatted(spoken(seen.limits().reboot()), seen.bootId())));
  }

  private static Decision wrongImage(Observation seen, Memory.Reboot attempt, HostImages images) {
    if (attempt.finding() == null) {
      return Decision.silent(new Action.ExamineBoot());
    }
    return Decision.of(
        seen.untilPoll(),
        Report.of(Phase.IDLE, "not tried again before the approval is withdrawn and given anew")
            .withImages(images)
            .withError(attempt.finding()));
  }

  /** A duration as humans write it. */
  private static String spoken(Duration duration) {
    return duration.toSeconds() % 60 == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
