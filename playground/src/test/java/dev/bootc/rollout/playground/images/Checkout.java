package dev.bootc.rollout.playground.images;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the images were built from, and a way to run a command to its end. */
final class Checkout {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private Checkout() {}

  static Path folder() {
    return Chart.ofThisCheckout().folder().resolve("../..").normalize();
  }

  /** What the command printed. */
  static String run(Path where, List<String> command) throws IOException, InterruptedException {
    CommandRun run = CommandRun.of(new ProcessBuilder(command).directory(where.toFile()), PATIENCE);
    if (!run.succeeded()) {
      throw new IOException(String.join(" ", command) + " failed: " + run.tail());
    }
    return run.output();
  }
}
