package dev.bootc.rollout.agent.bootc;

import dev.bootc.rollout.api.ImageInfo;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of a host that booted a bootc image.
 *
 * @param booted the image that runs; null where rpm-ostree changed the deployment
 * @param staged the deployment that an orderly reboot applies
 * @param rollback the image that a rollback would boot
 * @param rollbackQueued the next boot goes to the rollback image
 * @param incompatible rpm-ostree changed the booted deployment, bootc would drop those changes
 * @param readOnly the host's storage cannot be written
 * @param backend how the host stores its images
 * @param verification by what the host insists that its images are signed
 */
public record HostImages(
    @Nullable ImageInfo booted,
    @Nullable Staged staged,
    @Nullable ImageInfo rollback,
    boolean rollbackQueued,
    boolean incompatible,
    boolean readOnly,
    Backend backend,
    Verification verification) {

  /** How a host stores its images. */
  public enum Backend {
    OSTREE,
    COMPOSEFS
  }

  /** Whose signatures an image must have before the host runs it, as the host was installed. */
  public enum Verification {
    /** None, or those that the host's policy happens to ask for. */
    NOT_ENFORCED,
    /** Those of {@code policy.json}, which must ask for some. */
    CONTAINER_POLICY,
    /** Those of an ostree remote, which {@code bootc switch} cannot be told to keep. */
    OSTREE_REMOTE
  }

  /**
   * A staged deployment.
   *
   * @param image null where bootc does not say what it is: rpm-ostree staged it, or it lacks a
   *     digest
   * @param locked it is "download only": a reboot discards it
   * @param folder below {@code /sysroot/ostree/deploy}; null where the host has no such folders
   * @param inDoubt the staging broke off after the image was staged, and images that are bound to
   *     it may be missing
   * @param verification as the host will insist on once it runs
   */
  public record Staged(
      @Nullable ImageInfo image,
      boolean locked,
      @Nullable String folder,
      boolean inDoubt,
      Verification verification) {}

  /** The same, after it was found that the staging broke off. */
  public HostImages inDoubt() {
    Staged doubted =
        staged == null
            ? null
            : new Staged(
                staged.image(), staged.locked(), staged.folder(), true, staged.verification());
    return new HostImages(
        booted, doubted, rollback, rollbackQueued, incompatible, readOnly, backend, verification);
  }

  /** The image that an orderly reboot applies. */
  public @Nullable ImageInfo stagedImage() {
    return staged == null ? null : staged.image();
  }

  /** Whether the running image is the one that {@code desiredImage} asks for. */
  public boolean isBooted(String desiredImage) {
    return booted != null && booted.is(desiredImage);
  }

  /** Whether the staged image is the one that {@code desiredImage} asks for. */
  public boolean isStaged(String desiredImage) {
    return stagedImage() != null && stagedImage().is(desiredImage);
  }

  /** Whether an orderly reboot applies something of which nobody says what it is. */
  public boolean isStagedUnnamed() {
    return staged != null && staged.image() == null;
  }

  /**
   * Whether the next boot goes to the rollback image. Not believed of composefs: there bootc up to
   * 1.16 says it the wrong way round on hosts that boot sealed images.
   */
  public boolean isRollbackQueued() {
    return rollbackQueued && backend == Backend.OSTREE;
  }

  /** Whether the host would no longer insist on signatures once it runs what is staged. */
  public boolean losesVerification() {
    return staged != null
        && backend == Backend.OSTREE
        && verification != Verification.NOT_ENFORCED
        && staged.verification() == Verification.NOT_ENFORCED;
  }

  /** Whether something is staged that a reboot discards. */
  public boolean isLocked() {
    return staged != null && staged.locked();
  }

  /** Whether something is staged that may lack images bound to it. */
  public boolean isInDoubt() {
    return staged != null && staged.inDoubt();
  }
}
