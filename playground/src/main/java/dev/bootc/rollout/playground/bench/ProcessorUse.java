package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Processor time that was used over a time.
 *
 * @param byProgram of the programs that are measured, in the order in which they are shown
 * @param others of whatever else ran on the machine
 * @param idleShare of all processors, from 0 to 1
 */
record ProcessorUse(SequencedMap<String, Duration> byProgram, Duration others, double idleShare) {

  ProcessorUse {
    byProgram = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byProgram));
  }

  /** Of all programs that are measured. */
  Duration total() {
    return byProgram.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** Begins to count, for processes by the names of their programs. */
  static Clock startClock(SequencedMap<String, Long> pids) {
    return new Clock(pids, used(pids), MachineFigures.now());
  }

  private static SequencedMap<String, Duration> used(SequencedMap<String, Long> pids) {
    SequencedMap<String, Duration> used = new LinkedHashMap<>();
    pids.forEach((program, pid) -> used.put(program, new ProcessFigures(pid).cpu()));
    return used;
  }

  /** The counts at the beginning. */
  record Clock(
      SequencedMap<String, Long> pids, Map<String, Duration> before, MachineFigures machineBefore) {

    /** What was used since the beginning. */
    ProcessorUse stop() {
      MachineFigures machine = MachineFigures.now();
      SequencedMap<String, Duration> use = used(pids);
      use.replaceAll((program, now) -> now.minus(before.getOrDefault(program, Duration.ZERO)));
      Duration busy = machine.busy().minus(machineBefore.busy());
      Duration idle = machine.idle().minus(machineBefore.idle());
      Duration measured = use.values().stream().reduce(Duration.ZERO, Duration::plus);
      return new ProcessorUse(
          use,
          busy.minus(measured),
          (double) idle.toMillis() / Math.max(1, busy.plus(idle).toMillis()));
    }
  }
}
