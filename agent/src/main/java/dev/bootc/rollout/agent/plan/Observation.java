package dev.bootc.rollout.agent.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that a decision rests on.
 *
 * @param target what the BootcNode asks for
 * @param unit the staging unit
 * @param host the host's answer; not asked ({@link HostReading.Busy}) while the unit runs
 * @param power whether the host goes down; looked at only after a reboot was attempted
 * @param bootId the running boot; another one after each reboot, soft ones included
 * @param credentials for the registry
 * @param surroundings who else is at work on the host; looked at only together with the host
 * @param memory what earlier passes and processes left
 * @param memoryProblem why the memory can be neither read nor trusted
 * @param limits how long things may take
 * @param now the time of the observation
 */
public record Observation(
    Target target,
    UnitState unit,
    HostReading host,
    PowerState power,
    String bootId,
    Credentials credentials,
    Surroundings surroundings,
    Memory memory,
    Optional<String> memoryProblem,
    Limits limits,
    Instant now) {

  /** Nothing to do before somebody changes something; the host is looked at now and then. */
  Action untilPoll() {
    return new Action.Wait(now.plus(limits.poll()));
  }

  /** Nothing to do before the host may be otherwise, which is busy or unusable. */
  Action untilBusyPoll() {
    return new Action.Wait(now.plus(limits.busyPoll()));
  }

  /** The kernel's part of the boot ID, which soft reboots leave as it is. */
  String kernelBootId() {
    int softReboots = bootId.indexOf('+');
    return softReboots < 0 ? bootId : bootId.substring(0, softReboots);
  }

  /** The same observation, after the memory changed. */
  public Observation with(Memory changed) {
    return new Observation(
        target,
        unit,
        host,
        power,
        bootId,
        credentials,
        surroundings,
        changed,
        memoryProblem,
        limits,
        now);
  }

  /**
   * How long things may take.
   *
   * @param staging from the start of the unit to its end
   * @param reboot from the command to a new boot
   * @param poll between two looks at a host where nothing happens
   * @param busyPoll between two looks at a host that is busy
   */
  public record Limits(Duration staging, Duration reboot, Duration poll, Duration busyPoll) {}
}
