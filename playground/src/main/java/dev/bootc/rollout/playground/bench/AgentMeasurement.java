package dev.bootc.rollout.playground.bench;

import java.time.Duration;

/**
 * One life of an agent. Memory is in bytes.
 *
 * @param start from the start of the launcher until the agent calls itself ready
 * @param startCpu CPU time of the process until then
 * @param idle how long it was watched doing nothing
 * @param idleMemory resident after that time
 * @param idlePeak most that was resident since the start
 * @param idleCpu CPU time in that time
 * @param idleRequests answered by the API server in that time; the open watch is not among them
 * @param stagingPeak most that was resident while an image was staged
 * @param programSize of the jars and of what was made of them to start faster
 */
record AgentMeasurement(
    Duration start,
    Duration startCpu,
    Duration idle,
    long idleMemory,
    long idlePeak,
    Duration idleCpu,
    long idleRequests,
    long stagingPeak,
    long programSize) {

  private static final Duration HOUR = Duration.ofHours(1);

  double idleCpuSecondsAnHour() {
    return idleCpu.toMillis() / 1000.0 * HOUR.toMillis() / idle.toMillis();
  }

  double idleRequestsAnHour() {
    return (double) idleRequests * HOUR.toMillis() / idle.toMillis();
  }
}
