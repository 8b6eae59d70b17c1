package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.WrittenAnnotation;
import java.util.Optional;

/** Reads what the gates of a pool have said of a node. */
public final class GateFacts {
  private GateFacts() {}

  /** Which gate keeps it in its slot; empty where nothing is written down. */
  public static Optional<GateMark> mark(BootcNode node) {
    return GateMark.parse(WrittenAnnotation.valueOn(node, BootcApi.GATE));
  }
}
