package dev.bootc.rollout.playground.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the kernel of Linux says of a process. */
record ProcessFigures(long pid) {

  private static final long TICK_MILLIS = 10;
  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;

  /** Resident at this moment, in bytes. */
  long memory() {
    return status("VmRSS:");
  }

  /** Most that was resident since the start or since {@link #forgetPeak()}, in bytes. */
  long peakMemory() {
    return status("VmHWM:");
  }

  void forgetPeak() {
    try {
      Files.writeString(file("clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Used by the process itself since its start; what it started and waited for is not counted. */
  Duration cpu() {
    try {
      String stat = Files.readString(file("stat"));
      // Behind the name of the program, which is in parentheses and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
      return Duration.ofMillis(ticks * TICK_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long status(String name) {
    try {
      return Files.readAllLines(file("status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(name + " is not in " + file("status")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
