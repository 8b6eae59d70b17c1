package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What stands beside {@code desiredImageState: Booted}. By itself that may be written by hand, or
 * come out of a backup, on a node that nobody has drained.
 *
 * @param inSlot whether the node holds a reboot slot, as every operator marks it before it drains
 * @param bootId the Node's boot when this image was approved; empty where nobody noted it, as with
 *     the Go project, which proves nothing
 */
public record ApprovalProof(boolean inSlot, String bootId) {
  /** The annotations of the BootcNode that are looked at. */
  public static final Set<String> MARKS =
      Set.of(BootcApi.IN_REBOOT_SLOT, BootcApi.APPROVED_DIGEST, BootcApi.BOOT_ID_BEFORE);

  static ApprovalProof on(BootcNode node, String digest) {
    Map<String, String> marks =
        Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
    boolean ofThisImage = digest.equals(marks.get(BootcApi.APPROVED_DIGEST));
    return new ApprovalProof(
        marks.containsKey(BootcApi.IN_REBOOT_SLOT),
        ofThisImage ? marks.getOrDefault(BootcApi.BOOT_ID_BEFORE, "") : "");
  }

  /**
   * Why an approval is not believed; empty where it is.
   *
   * @param running the kernel's boot ID of this host
   */
  public Optional<String> doubt(String running) {
    if (!inSlot) {
      return Optional.of(
          "desiredImageState is Booted although the node holds no reboot slot ("
              + BootcApi.IN_REBOOT_SLOT
              + "), so nobody has drained it, and it is not rebooted: set it back to Staged");
    }
    return bootId.isEmpty() || bootId.equals(running)
        ? Optional.empty()
        : Optional.of(
            "the reboot was approved for another boot, so it is not rebooted: to have it approved anew, set desiredImageState back to Staged and take away %s (approved for boot %s, this is boot %s)"
                .formatted(BootcApi.VERDICT, bootId, running));
  }
}
