package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A tool of this machine, run to its end. */
final class Command {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Command() {}

  static CommandRun of(String... words) {
    try {
      return CommandRun.of(new ProcessBuilder(List.of(words)), LIMIT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + words[0] + " ran", e);
    }
  }

  /**
   * What it printed.
   *
   * @throws IllegalStateException with the end of its output where it fails
   */
  static String outputOf(String... words) {
    CommandRun run = of(words);
    if (!run.succeeded()) {
      throw new IllegalStateException(String.join(" ", words) + " failed: " + run.tail());
    }
    return run.output();
  }
}
