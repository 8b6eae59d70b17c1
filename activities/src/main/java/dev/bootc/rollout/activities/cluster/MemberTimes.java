package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.api.WrittenTime;
import java.time.Instant;
import java.util.Optional;

/** Reads when a node was asked for what its BootcNode asks for. */
public final class MemberTimes {
  private MemberTimes() {}

  /** When it became a member. */
  public static Optional<Instant> joined(BootcNode node) {
    return WrittenTime.read(node.getMetadata().getCreationTimestamp());
  }

  /** When it was its turn to stage; empty where all nodes stage at once. */
  public static Optional<Instant> stagingSince(BootcNode node) {
    return WrittenTime.read(WrittenAnnotation.valueOn(node, BootcApi.STAGING_SINCE));
  }
}
