package dev.bootc.rollout.testkit.host.systemd;

/**
 * What can be done to the host as a whole. Each returns at once; what follows, follows by itself.
 */
public interface Power {
  /**
   * A reboot, which is a soft one where one is prepared and {@code neverSoft} does not forbid it.
   */
  void reboot(boolean neverSoft);

  /** Whether systemd is new enough for {@link #softReboot()}. */
  boolean knowsSoftReboot();

  void softReboot();

  /** Whether a reboot was ordered that has not begun the next boot yet. */
  boolean isGoingDown();

  /** How many soft reboots there were since the kernel started. */
  long softReboots();
}
