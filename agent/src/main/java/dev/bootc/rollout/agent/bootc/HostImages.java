package dev.bootc.rollout.agent.bootc;

import dev.bootc.rollout.api.ImageInfo;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of a host that booted a bootc image.
 *
 * @param booted the image that runs; null where rpm-ostree changed the deployment
 * @param staged the image that an orderly reboot applies
 * @param stagedLocked the staged image is "download only": a reboot discards it
 * @param rollback the image that a rollback would boot
 * @param rollbackQueued the next boot goes to the rollback image
 * @param incompatible rpm-ostree changed the booted deployment, bootc would drop those changes
 * @param readOnly the host's storage cannot be written
 * @param backend how the host stores its images
 * @param stagedFolder of the staged deployment, below {@code /sysroot/ostree/deploy}; null where
 *     nothing is staged or the host has no such folders
 * @param stagedInDoubt the staging broke off after the image was staged, and images that are bound
 *     to it may be missing
 */
public record HostImages(
    @Nullable ImageInfo booted,
    @Nullable ImageInfo staged,
    boolean stagedLocked,
    @Nullable ImageInfo rollback,
    boolean rollbackQueued,
    boolean incompatible,
    boolean readOnly,
    Backend backend,
    @Nullable String stagedFolder,
    boolean stagedInDoubt) {

  /** Of a host where nothing is in doubt. */
  public HostImages(
      @Nullable ImageInfo booted,
      @Nullable ImageInfo staged,
      boolean stagedLocked,
      @Nullable ImageInfo rollback,
      boolean rollbackQueued,
      boolean incompatible,
      boolean readOnly,
      Backend backend) {
    this(
        booted,
        staged,
        stagedLocked,
        rollback,
        rollbackQueued,
        incompatible,
        readOnly,
        backend,
        null,
        false);
  }

  /** How a host stores its images. */
  public enum Backend {
    OSTREE,
    COMPOSEFS
  }

  /** The same, after it was found that the staging broke off. */
  public HostImages inDoubt() {
    return new HostImages(
        booted,
        staged,
        stagedLocked,
        rollback,
        rollbackQueued,
        incompatible,
        readOnly,
        backend,
        stagedFolder,
        true);
  }

  /** Whether the running image is the one that {@code desiredImage} asks for. */
  public boolean isBooted(String desiredImage) {
    return booted != null && booted.is(desiredImage);
  }

  /** Whether the staged image is the one that {@code desiredImage} asks for. */
  public boolean isStaged(String desiredImage) {
    return staged != null && staged.is(desiredImage);
  }
}
