package dev.bootc.rollout.agent.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param pullSecret the credentials of the last attempt to stage; null where it had none
 */
public record Memory(
    @Nullable Staging staging,
    @Nullable Staged staged,
    @Nullable Failure failure,
    @Nullable Reboot reboot,
    @Nullable PullSecret pullSecret) {

  public static final Memory EMPTY = new Memory(null, null, null, null, null);

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
   * An image that the agent staged.
   *
   * @param bootId the boot in which it was, as long as nothing else was tried since; then null
   * @param lockTried the host was asked to lock it, whatever came of that
   * @param passedOver somebody else rebooted the host since, and it did not apply the image
   */
  public record Staged(
      String image, @Nullable String bootId, boolean lockTried, boolean passedOver) {
    Staged inBoot(@Nullable String other) {
      return new Staged(image, other, lockTried, passedOver);
    }
  }

  /**
   * A step that failed.
   *
   * @param image what it was for
   * @param count how many times in a row
   * @param retryAt not before
   * @param message for humans
   * @param heldUpSince since when somebody holds the reboot up, who may end that by himself; null
   *     where nobody does
   */
  public record Failure(
      String image, int count, Instant retryAt, String message, @Nullable Instant heldUpSince) {
    /**
     * No pause is longer: what lies further ahead was planned by a clock that was set back since.
     */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    public Failure(String image, int count, Instant retryAt, String message) {
      this(image, count, retryAt, message, null);
    }

    /** Whether it is time for the next attempt. */
    public boolean isDue(Instant now) {
      return !now.isBefore(retryAt) || retryAt.isAfter(now.plus(LONGEST_PAUSE));
    }

    /** Whether it is no error yet: who holds the reboot up has had little time to end that. */
    boolean isHeldUpForAShortTime(Instant now, Duration patience) {
      return heldUpSince != null && now.isBefore(heldUpSince.plus(patience));
    }
  }

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

    Reboot countedFrom(Instant now) {
      return new Reboot(image, bootId, now, issued, finding);
    }

    /** The host accepted the command. */
    public Reboot asIssued() {
      return new Reboot(image, bootId, at, true, finding);
    }

    /** The host rebooted, so it accepted the command, but not into the image. */
    public Reboot withFinding(String found) {
      return new Reboot(image, bootId, at, true, found);
    }
  }

  /**
   * Credentials that were to be used.
   *
   * @param source which they were, as {@link Credentials#source()} says it
   * @param bootId the boot in which they were used; the file does not outlive it
   * @param digests of what the agent wrote into the file: of the last content, and of a new one
   *     that may or may not have come to be written
   */
  public record PullSecret(String source, String bootId, List<String> digests) {
    public PullSecret {
      digests = List.copyOf(digests);
    }
  }

  public Optional<Failure> failureFor(String image) {
    return Optional.ofNullable(failure).filter(failed -> failed.image().equals(image));
  }

  /** A staging begins, or the record of it is dropped. What was staged may be replaced by it. */
  public Memory withStaging(@Nullable Staging begun) {
    Staged before = staged == null || begun == null ? staged : staged.inBoot(null);
    return new Memory(begun, before, failure, reboot, pullSecret);
  }

  /** The staging succeeded. */
  public Memory withStaged(String image, String bootId) {
    boolean passedOver = staged != null && staged.image().equals(image) && staged.passedOver();
    return new Memory(null, new Staged(image, bootId, false, passedOver), null, reboot, pullSecret);
  }

  /** Somebody else rebooted the host, and what was staged is gone. */
  Memory withStagedPassedOver() {
    return staged == null
        ? this
        : withStagedAs(new Staged(staged.image(), null, staged.lockTried(), true));
  }

  /** The host was asked to lock what is staged. */
  public Memory withLockTried() {
    return staged == null
        ? this
        : withStagedAs(new Staged(staged.image(), staged.bootId(), true, staged.passedOver()));
  }

  /**
   * The host unlocked what is staged: the next reboot applies it, so earlier ones are forgotten.
   */
  public Memory withUnlocked() {
    return staged == null
        ? this
        : withStagedAs(new Staged(staged.image(), staged.bootId(), false, false));
  }

  private Memory withStagedAs(Staged other) {
    return new Memory(staging, other, failure, reboot, pullSecret);
  }

  /** The step failed; whatever staging there was is over. */
  public Memory withFailure(Failure failed) {
    return new Memory(null, staged, failed, reboot, pullSecret);
  }

  /** A reboot begins, or the record of it is completed or dropped. */
  public Memory withReboot(@Nullable Reboot attempt) {
    return new Memory(staging, staged, failure, attempt, pullSecret);
  }

  /**
   * The record of the reboot is dropped. Where it came, in a boot before {@code runningBoot}, it
   * was not somebody else's that took the staged image away.
   */
  Memory withoutReboot(String runningBoot) {
    Memory dropped = withReboot(null);
    return reboot != null
            && staged != null
            && reboot.bootId().equals(staged.bootId())
            && !reboot.bootId().equals(runningBoot)
        ? dropped.withStagedAs(staged.inBoot(null))
        : dropped;
  }

  /** Other credentials are used from now on, or none. */
  public Memory withPullSecret(@Nullable PullSecret used) {
    return new Memory(staging, staged, failure, reboot, used);
  }
}
