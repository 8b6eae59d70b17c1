package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.StagedImagePolicy;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the BootcNode asks of this host. */
public sealed interface Target {
  /** Longer references are refused before anything looks at them. */
  int LONGEST_IMAGE = 1024;

  /** There is no BootcNode, or it is being deleted. */
  record None() implements Target {}

  /** The desired image is none that may be given to a host command. */
  record Malformed(String message) implements Target {}

  /**
   * An image, and how far to go with it.
   *
   * @param image pinned, so that nobody can move it
   * @param approved the reboot into it is allowed
   * @param softRebootAllowed the reboot may keep the kernel
   * @param stagedImage what a reboot does with the staged image that nobody approved
   * @param proof what an approval is believed for
   */
  record Wanted(
      ImageRef.Pinned image,
      boolean approved,
      boolean softRebootAllowed,
      StagedImagePolicy stagedImage,
      ApprovalProof proof)
      implements Target {
    /** {@code name@sha256:…}, the only form that reaches a host command. */
    public String reference() {
      return image.toString();
    }

    /** Whether a reboot that was not approved may apply the staged image. */
    boolean letsAnyRebootApply() {
      return stagedImage == StagedImagePolicy.APPLIED_BY_ANY_REBOOT;
    }
  }

  /** Reads the spec; null is a BootcNode that does not exist. */
  static Target of(@Nullable NodeReading reading) {
    if (reading == null || reading.node().getMetadata().getDeletionTimestamp() != null) {
      return new None();
    }
    return reading.unreadable().<Target>map(Malformed::new).orElseGet(() -> of(reading.node()));
  }

  private static Target of(BootcNode node) {
    BootcNodeSpec spec = node.getSpec();
    String desired = spec == null || spec.desiredImage() == null ? "" : spec.desiredImage();
    if (desired.length() > LONGEST_IMAGE || desired.startsWith("-")) {
      return new Malformed(
          "spec.desiredImage is %s: give name@sha256:<64 hexadecimal digits>, not \"%s\""
              .formatted(
                  desired.startsWith("-")
                      ? "no image, it begins with a dash"
                      : "too long, %d characters".formatted(desired.length()),
                  desired.substring(0, Math.min(desired.length(), 200))));
    }
    try {
      return of(ImageRef.parse(desired), node, spec);
    } catch (ImageRef.Malformed malformed) {
      return new Malformed("spec.desiredImage: " + malformed.getMessage());
    }
  }

  /**
   * The annotation is of earlier operators; where the spec says something, it counts for nothing.
   */
  private static boolean allowsSoftReboot(BootcNode node, BootcNodeSpec spec) {
    if (spec.rebootPolicy() != null) {
      return spec.rebootPolicy() == RebootPolicy.ALLOW_SOFT_REBOOT;
    }
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    return annotations != null
        && BootcApi.ALLOW_SOFT_REBOOT.equals(annotations.get(BootcApi.REBOOT_POLICY));
  }

  private static Target of(ImageRef image, BootcNode node, BootcNodeSpec spec) {
    return switch (image) {
      case ImageRef.Pinned pinned ->
          new Wanted(
              pinned,
              spec.desiredImageState() == DesiredImageState.BOOTED,
              allowsSoftReboot(node, spec),
              Objects.requireNonNullElse(spec.stagedImage(), StagedImagePolicy.LOCKED),
              ApprovalProof.on(node, pinned.digest().text()));
      case ImageRef.Tagged tagged ->
          new Malformed(
              "spec.desiredImage has a tag, which can move: pin it as name@sha256:<64 hexadecimal digits>, not \"%s\""
                  .formatted(tagged));
    };
  }
}
