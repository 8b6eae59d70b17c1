package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.DisruptionSpec;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.PullSecret;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a member's spec has from its pool, beside the image, which the rollout writes. */
record PoolCopy(
    @Nullable PullSecret secret,
    @Nullable RebootPolicy rebootPolicy,
    @Nullable StagedImagePolicy stagedImage) {

  static PoolCopy of(CheckedSpec.Valid pool) {
    DisruptionSpec disruption = pool.disruption();
    return new PoolCopy(
        pool.pullSecret(),
        disruption == null ? null : disruption.rebootPolicy(),
        disruption == null ? null : disruption.stagedImage());
  }

  /** Of a new member. */
  BootcNodeSpec specWith(String image) {
    return new BootcNodeSpec(
        image, DesiredImageState.STAGED, ref(), hash(), rebootPolicy, stagedImage);
  }

  boolean isIn(BootcNodeSpec member) {
    return isSecretIn(member)
        && or(member.rebootPolicy()) == or(rebootPolicy)
        && or(member.stagedImage()) == or(stagedImage);
  }

  /** What has to be written where it is not in it, as a merge patch; null values remove. */
  Map<String, @Nullable Object> patch(BootcNodeSpec member) {
    Map<String, @Nullable Object> patch = new HashMap<>();
    if (!isSecretIn(member)) {
      patch.put("pullSecretRef", ref());
      patch.put("pullSecretHash", hash());
    }
    patch.put("rebootPolicy", rebootPolicy);
    patch.put("stagedImage", stagedImage);
    return patch;
  }

  /** A secret that cannot be read just now may still be what it was. */
  private boolean isSecretIn(BootcNodeSpec member) {
    boolean unreadable = secret != null && secret.hash() == null;
    return Objects.equals(member.pullSecretRef(), ref())
        && (unreadable || Objects.equals(member.pullSecretHash(), hash()));
  }

  private @Nullable PullSecretRef ref() {
    return secret == null ? null : secret.ref();
  }

  private @Nullable String hash() {
    return secret == null ? null : secret.hash();
  }

  /** Absent means the default, and the API server may have written that. */
  private static RebootPolicy or(@Nullable RebootPolicy policy) {
    return Objects.requireNonNullElse(policy, RebootPolicy.REBOOT_ONLY);
  }

  private static StagedImagePolicy or(@Nullable StagedImagePolicy policy) {
    return Objects.requireNonNullElse(policy, StagedImagePolicy.LOCKED);
  }
}
