package dev.bootc.rollout.agent.bootc;

import java.time.Duration;

/** What came of asking the host for its status. */
public sealed interface HostReading {

  /** The host booted a bootc image. */
  record Usable(HostImages images) implements HostReading {}

  /**
   * No answer in time. Somebody holds the lock of the host's storage: a pull, rpm-ostree, an admin.
   * Not a failure.
   */
  record Busy(Duration waited) implements HostReading {}

  /** An answer that nothing can be built on. */
  record Unusable(Problem problem, String message) implements HostReading {}

  /** Why an answer is of no use. */
  enum Problem {
    /** The answer is well formed and empty: this system was not booted from a bootc image. */
    NOT_BOOTED_BY_BOOTC,
    /** The same empty answer, because bootc was told that it runs in a container. */
    CONTAINER_ENVIRONMENT,
    NO_OUTPUT,
    YAML,
    TRUNCATED,
    MALFORMED,
    COMMAND_MISSING,
    /** This bootc does not know the arguments that the agent uses. */
    COMMAND_TOO_OLD,
    COMMAND_FAILED
  }
}
