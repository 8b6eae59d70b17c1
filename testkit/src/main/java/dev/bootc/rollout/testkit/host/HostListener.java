package dev.bootc.rollout.testkit.host;

import java.util.List;

/**
 * Told what happens to a host, on the thread on which it happens: what a method does delays the
 * host and comes before anything that follows.
 */
public interface HostListener {
  default void agentStarted(SimulatedHost host, long pid) {}

  default void agentDied(SimulatedHost host, int exitCode) {}

  /** A unit was started by {@code systemd-run}; its process runs. */
  default void unitStarted(SimulatedHost host, String unit, List<String> command) {}

  /** A reboot was ordered and will happen; whoever ordered it has not had its answer yet. */
  default void rebootOrdered(SimulatedHost host) {}

  /** No process of the host is left. */
  default void wentDown(SimulatedHost host) {}

  /** The host runs, its agent does not yet. After a soft reboot the boot ID is the old one. */
  default void cameUp(SimulatedHost host, String bootId) {}
}
