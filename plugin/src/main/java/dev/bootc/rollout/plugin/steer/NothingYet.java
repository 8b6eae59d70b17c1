package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.RolloutStatus;
import java.util.List;

/** What is read of a pool that has had no rollout. */
final class NothingYet {
  static final RolloutStatus ROLLOUT =
      new RolloutStatus(
          null, null, null, null, null, null, null, null, null, null, List.of(), List.of(),
          List.of(), List.of());

  private NothingYet() {}
}
