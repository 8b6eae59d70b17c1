package dev.bootc.rollout.agent.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent must still know after it died or the host rebooted. Changed by copies, kept on
 * disk.
 *
 * @param staging a staging that was begun and whose end was not judged yet
 * @param staged the image that this agent staged last
 * @param failure why the last step towards an image failed, and when to try again
 * @param reboot the last reboot that was attempted
 */
public record Memory(
    @Nullable Staging staging,
    @Nullable String staged,
    @Nullable Failure failure,
    @Nullable Reboot reboot) {

  public static final Memory EMPTY = new Memory(null, null, null, null);

  /**
   * A staging that was begun.
   *
   * @param image what is staged
   * @param bootId the boot in which it was begun; another boot ended it
   * @param since when it was begun
   * @param cursor place in the journal before it began; empty where the journal did not say
   */
  public record Staging(String image, String bootId, Instant since, String cursor) {}

  /**
   * A step that failed.
   *
   * @param image what it was for
   * @param count how many times in a row
   * @param retryAt not before
   * @param message for humans
   */
  public record Failure(String image, int count, Instant retryAt, String message) {}

  /**
   * A reboot that was attempted.
   *
   * @param image what was staged
   * @param bootId the boot that it was to end
   * @param at when
   * @param issued the host accepted the command; false as long as nobody knows
   * @param finding what was found after it, where it did not lead into the image
   */
  public record Reboot(
      String image, String bootId, Instant at, boolean issued, @Nullable String finding) {

    /**
     * Whether the reboot may still come: the host accepted the command, or nobody knows that it did
     * not, and it has had no time yet. Nothing else is begun meanwhile, and what a host says that
     * goes down is not believed.
     */
    public boolean mayStillCome(
        String runningBoot, PowerState power, Instant now, Duration patience) {
      return bootId.equals(runningBoot)
          && (issued || power != PowerState.UP)
          && now.isBefore(at.plus(patience));
    }
  }

  public Optional<Failure> failureFor(String image) {
    return Optional.ofNullable(failure).filter(failed -> failed.image().equals(image));
  }

  public Memory withStaging(@Nullable Staging begun) {
    return new Memory(begun, staged, failure, reboot);
  }

  /** The staging succeeded. */
  public Memory withStaged(String image) {
    return new Memory(null, image, null, reboot);
  }

  /** The step failed; whatever staging there was is over. */
  public Memory withFailure(Failure failed) {
    return new Memory(null, staged, failed, reboot);
  }

  /** A reboot begins, or the record of it is completed or dropped. */
  public Memory withReboot(@Nullable Reboot attempt) {
    return new Memory(staging, staged, failure, attempt);
  }
}
