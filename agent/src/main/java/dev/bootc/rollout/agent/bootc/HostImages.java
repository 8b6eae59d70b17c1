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
 */
public record HostImages(
    @Nullable ImageInfo booted,
    @Nullable Staged staged,
    @Nullable ImageInfo rollback,
    boolean rollbackQueued,
    boolean incompatible,
    boolean readOnly,
    Backend backend) {

  /** How a host stores its images. */
  public enum Backend {
    OSTREE,
    COMPOSEFS
  }

  /**
   * A staged deployment.
   *
   * @param locked it is "download only": a reboot discards it
   * @param folder below {@code /sysroot/ostree/deploy}; null where the host has no such folders
   * @param inDoubt the staging broke off after the image was staged, and images that are bound to
   *     it may be missing
   */
  public record Staged(ImageInfo image, boolean locked, @Nullable String folder, boolean inDoubt) {}

  /** The same, after it was found that the staging broke off. */
  public HostImages inDoubt() {
    Staged doubted =
        staged == null ? null : new Staged(staged.image(), staged.locked(), staged.folder(), true);
    return new HostImages(
        booted, doubted, rollback, rollbackQueued, incompatible, readOnly, backend);
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
    return staged != null && staged.image().is(desiredImage);
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
