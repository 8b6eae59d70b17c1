package dev.bootc.rollout.testkit.host;

import java.util.List;

/**
 * Told what happens to a host, on the thread on which it happens: what a method does delays the
 * host and comes before anything that follows.
 */
public interface HostListener {
  default void agentStarted(String nodeName, long pid) {}

  default void agentDied(String nodeName, int exitCode) {}

  /** A unit was started by {@code systemd-run}; its process runs. */
  default void unitStarted(String nodeName, String unit, List<String> command) {}

  /** A reboot was ordered and will happen; whoever ordered it has not had its answer yet. */
  default void rebootOrdered(String nodeName) {}

  /** No process of the host is left. */
  default void wentDown(String nodeName) {}

  /** The host runs, its agent does not yet. After a soft reboot the boot ID is the old one. */
  default void cameUp(String nodeName, String bootId) {}
}
