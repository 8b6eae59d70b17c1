package dev.bootc.rollout.agent.plan;

/** Whether the host is on its way down. */
public enum PowerState {
  UP,
  GOING_DOWN,
  /** The host did not say. */
  UNKNOWN
}
