package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's status says of where its target comes from: as long as that stays, so does this.
 */
final class TargetOrigin {
  private TargetOrigin() {}

  /** What it was resolved from; absent where that was no tag. */
  static @Nullable String resolvedRef(CheckedSpec spec, BootcNodePoolStatus before) {
    return switch (spec) {
      case CheckedSpec.Valid valid -> valid.tag().map(TagStanding::ref).orElse(null);
      case CheckedSpec.Refused _, CheckedSpec.Unresolved _ -> before.resolvedRef();
    };
  }

  /** Since when it is that; in whole seconds, and never too early. */
  static String since(String target, BootcNodePoolStatus before, Instant now) {
    return target.equals(before.targetDigest()) && before.targetSince() != null
        ? before.targetSince()
        : now.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
