package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import dev.bootc.rollout.api.NodeConditions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the plan for a target that is staged and whose reboot nobody approved: what a reboot
 * of somebody else's does with it is the pool's to say.
 */
final class LockPlanner {
  private LockPlanner() {}

  static Decision awaitApproval(Observation seen, Target.Wanted wanted, HostImages images) {
    Memory.@Nullable Staged ours = seen.memory().staged();
    if (wanted.letsAnyRebootApply()) {
      return images.isLocked() ? unlock(seen, wanted, images) : await(seen, wanted, images);
    }
    return ours != null && isToBeLocked(seen, ours, images)
        ? Decision.silent(new Action.Lock(ours.image()))
        : await(seen, wanted, images);
  }

  /** A reboot of somebody else's came since the target was staged, and did not apply it. */
  static boolean wasPassedOver(Observation seen, Target.Wanted wanted, HostImages images) {
    Memory.@Nullable Staged ours = seen.memory().staged();
    Memory.@Nullable Reboot attempt = seen.memory().reboot();
    return ours != null
        && ours.image().equals(wanted.reference())
        && ours.bootId() != null
        && !ours.bootId().equals(seen.bootId())
        && (attempt == null || !attempt.bootId().equals(ours.bootId()))
        && !images.isStaged(wanted.reference())
        && !images.isBooted(wanted.reference());
  }

  private static Decision unlock(Observation seen, Target.Wanted wanted, HostImages images) {
    Report report =
        Report.of(Phase.STAGED, "waits for the reboot to be approved; it is still locked")
            .withImages(images);
    Optional<Memory.Failure> failure = seen.memory().failureFor(wanted.reference());
    return failure
        .filter(failed -> !failed.isDue(seen.now()))
        .map(failed -> Decision.waitForRetry(failed, report))
        .orElseGet(() -> Decision.silent(new Action.Unlock(wanted.reference())));
  }

  private static Decision await(Observation seen, Target.Wanted wanted, HostImages images) {
    return Decision.of(
        seen.untilPoll(),
        Report.of(
                Phase.STAGED,
                whatIsWaitedFor(seen, wanted)
                    + whatAnyRebootDoes(wanted, images)
                    + whatOneDid(seen, wanted)
                    + SignatureRules.remark(images))
            .withImages(images));
  }

  private static String whatIsWaitedFor(Observation seen, Target.Wanted wanted) {
    return Optional.of(wanted)
        .filter(Target.Wanted::approved)
        .flatMap(approved -> approved.proof().doubt(seen.kernelBootId()))
        .orElse("waits for the reboot to be approved");
  }

  private static String whatAnyRebootDoes(Target.Wanted wanted, HostImages images) {
    if (wanted.letsAnyRebootApply()) {
      return "; any reboot applies it, as the pool's disruption.stagedImage says";
    }
    return images.isLocked()
        ? "; it is locked, so that a reboot of somebody else's does not apply it"
        : "; it is not locked, so any reboot applies it";
  }

  private static String whatOneDid(Observation seen, Target.Wanted wanted) {
    Memory.@Nullable Staged ours = seen.memory().staged();
    if (ours == null || !ours.passedOver() || !ours.image().equals(wanted.reference())) {
      return "";
    }
    return "; "
        + NodeConditions.PASSED_OVER
        + (wanted.letsAnyRebootApply()
            ? ": look for the reason with \"journalctl -b -1 -u ostree-finalize-staged\""
            : ": let the rollout reboot it, or set the pool's disruption.stagedImage to AppliedByAnyReboot");
  }

  private static boolean isToBeLocked(Observation seen, Memory.Staged ours, HostImages images) {
    return images.isStaged(ours.image())
        && seen.bootId().equals(ours.bootId())
        && images.backend() == HostImages.Backend.OSTREE
        && !images.isLocked()
        && !ours.lockTried();
  }
}
