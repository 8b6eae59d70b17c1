package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.StagingProgress;
import java.util.Optional;

/** The transient unit on the host in which an image is staged. */
public sealed interface UnitState {

  /** Nothing is being staged by us. */
  record Stopped() implements UnitState {}

  /**
   * The unit runs, whoever started it: this process or one before it.
   *
   * @param image what it stages
   * @param attached this process started it and is told when it ends
   * @param progress how far it is; empty where nobody says
   */
  record Running(String image, boolean attached, Optional<StagingProgress> progress)
      implements UnitState {
    public Running(String image, boolean attached) {
      this(image, attached, Optional.empty());
    }
  }
}
