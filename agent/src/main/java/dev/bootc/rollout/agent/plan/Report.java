package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.api.ImageInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the status shall say.
 *
 * @param phase where the agent is
 * @param message for humans, of the condition Idle
 * @param error what is wrong; empty where nothing is
 * @param images what the host runs; empty keeps what was reported last
 */
public record Report(Phase phase, String message, Optional<String> error, Optional<Images> images) {

  /** Where the agent is on the way to the target. */
  public enum Phase {
    IDLE,
    STAGING,
    STAGED,
    REBOOTING
  }

  /** The images of the host, as the contract knows them; null where there is none. */
  public record Images(
      @Nullable ImageInfo booted, @Nullable ImageInfo staged, @Nullable ImageInfo rollback) {}

  /** What the status says from the moment before the reboot command on. */
  public static Report rebooting(String image) {
    return of(Phase.REBOOTING, "reboots into " + image);
  }

  /** What the status says where nothing of the host can be read. */
  public static Report withoutHost(String why) {
    return of(Phase.IDLE, "the host cannot be updated").withError(why);
  }

  static Report of(Phase phase, String message) {
    return new Report(phase, message, Optional.empty(), Optional.empty());
  }

  Report withMessage(String text) {
    return new Report(phase, text, error, images);
  }

  Report withError(String text) {
    return new Report(phase, message, Optional.of(text), images);
  }

  Report withImages(HostImages seen) {
    return new Report(
        phase,
        message,
        error,
        Optional.of(new Images(seen.booted(), seen.stagedImage(), seen.rollback())));
  }
}
