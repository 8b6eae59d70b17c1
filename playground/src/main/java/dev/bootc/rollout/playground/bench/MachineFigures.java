package dev.bootc.rollout.playground.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * What the kernel of Linux says of all processors together, since the machine was started.
 *
 * @param busy what any program, the kernel or another virtual machine used
 */
record MachineFigures(Duration busy, Duration idle) {
  private static final long TICK_MILLIS = 10;

  /** User, nice, system, idle, waiting for a disk, two kinds of interrupts, stolen. */
  private static final int FIELDS = 8;

  private static final int IDLE = 3;
  private static final int WAITING_FOR_DISK = 4;

  static MachineFigures now() {
    try {
      return of(Files.readString(Path.of("/proc/stat")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param stat whose first line is that of all processors
   */
  static MachineFigures of(String stat) {
    long[] ticks =
        Arrays.stream(stat.lines().findFirst().orElseThrow().split(" +", -1))
            .skip(1)
            .limit(FIELDS)
            .mapToLong(Long::parseLong)
            .toArray();
    long idle = ticks[IDLE] + ticks[WAITING_FOR_DISK];
    long busy = Arrays.stream(ticks).sum() - idle;
    return new MachineFigures(
        Duration.ofMillis(busy * TICK_MILLIS), Duration.ofMillis(idle * TICK_MILLIS));
  }
}
