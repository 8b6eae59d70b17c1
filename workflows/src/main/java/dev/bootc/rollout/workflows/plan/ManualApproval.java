package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageSource;
import org.jspecify.annotations.Nullable;

/**
 * How far a pool whose update policy is Manual lets its nodes go: they stage, and reboot into what
 * somebody has approved by its digest.
 *
 * @param digest what is approved, as it was written; absent where nothing is
 */
public record ManualApproval(@Nullable String digest) {

  /** Of a pool; absent where its nodes need nobody's approval. */
  public static @Nullable ManualApproval of(ImageSource image) {
    String approved = image.approvedDigest();
    return image.isManual()
        ? new ManualApproval(approved == null || approved.isBlank() ? null : approved)
        : null;
  }

  /** Whether a pool may reboot its nodes into that digest. */
  public static boolean isMissing(@Nullable ManualApproval approval, ImageDigest target) {
    return approval != null && !target.text().equals(approval.digest());
  }

  /** What is waited for, what was approved in its stead, and how to approve it. */
  static String text(RolloutTarget target) {
    ManualApproval approval = target.approval();
    String other = approval == null ? null : approval.digest();
    String digest = target.digest().text();
    return "waits for approval of "
        + digest
        + (other == null
            ? ""
            : " (" + ImageSource.APPROVED_FIELD + " is " + Wording.brief(other) + ")")
        + ": kubectl patch bnp "
        + target.pool()
        + " --type merge -p '{\"spec\":{\"image\":{\"approvedDigest\":\""
        + digest
        + "\"}}}'";
  }
}
