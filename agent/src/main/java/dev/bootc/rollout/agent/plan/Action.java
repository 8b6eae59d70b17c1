package dev.bootc.rollout.agent.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The next step of this node. */
public sealed interface Action {

  /** Nothing to do before {@code until}, or before something happens. */
  record Wait(Instant until) implements Action {}

  /**
   * Bring the credentials to the host and begin to stage the image in the unit.
   *
   * @param locked so that no reboot applies it, where the host can
   * @param verified only if it is signed as the host's policy says, also from then on
   */
  record Stage(String image, boolean locked, boolean verified) implements Action {}

  /** Take the agent's credentials off the host: nobody asks for them any more. */
  record TakeCredentialsAway() implements Action {}

  /** The unit stages the right image: wait for its end, look again at {@code until}. */
  record AwaitStage(Instant until) implements Action {}

  /** Stop the unit and forget what it was for. */
  record StopStage() implements Action {}

  /** Stop the unit because it took too long, and count that as a failure. */
  record StopOverdueStage(String image) implements Action {}

  /** A step that touches the memory only; the next one follows from the same observation. */
  sealed interface Remember extends Action {
    Memory after(Memory before);
  }

  /** The staging succeeded. */
  record ConcludeStage(String image, String bootId) implements Remember {
    @Override
    public Memory after(Memory before) {
      return before.withStaged(image, bootId);
    }
  }

  /** The staging ended and the image is not staged: find out why, plan the next attempt. */
  record RecordStageFailure(String image) implements Action {}

  /** The image is staged without all that belongs to it: take it away, plan the next attempt. */
  record DiscardStage(String image) implements Action {}

  /** The record of the staging belongs to another target or another boot. */
  record ForgetStage() implements Remember {
    @Override
    public Memory after(Memory before) {
      return before.withStaging(null);
    }
  }

  /** Make the staged image one that no reboot applies, where the host can. */
  record Lock(String image) implements Action {}

  /** Make the staged image one that a reboot applies. */
  record Unlock(String image) implements Action {}

  /** Reboot into the staged image, if it is still approved. */
  record Reboot(String image) implements Action {}

  /** As {@link Reboot}, keeping the kernel if the host can after all, and fully if it cannot. */
  record SoftReboot(String image) implements Action {}

  /** The host is going down. */
  record AwaitReboot(Instant until) implements Action {}

  /** The clock was set back after the command: the reboot's time counts from now. */
  record CountRebootFrom(Instant now) implements Remember {
    @Override
    public Memory after(Memory before) {
      Memory.@Nullable Reboot attempt = before.reboot();
      return attempt == null ? before : before.withReboot(attempt.countedFrom(now));
    }
  }

  /** The host rebooted into something else: find out why. */
  record ExamineBoot() implements Action {}

  /** The attempt counts no longer: the approval was withdrawn or the target changed. */
  record ForgetReboot(String runningBoot) implements Remember {
    @Override
    public Memory after(Memory before) {
      return before.withoutReboot(runningBoot);
    }
  }

  /** Somebody else rebooted the host, and the staged image was not applied. */
  record NotePassedOver() implements Remember {
    @Override
    public Memory after(Memory before) {
      return before.withStagedPassedOver();
    }
  }
}
