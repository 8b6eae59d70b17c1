package dev.bootc.rollout.agent.plan;

/** The transient unit on the host in which an image is staged. */
public sealed interface UnitState {

  /** Nothing is being staged by us. */
  record Stopped() implements UnitState {}

  /**
   * The unit runs, whoever started it: this process or one before it.
   *
   * @param image what it stages
   * @param attached this process started it and is told when it ends
   */
  record Running(String image, boolean attached) implements UnitState {}
}
