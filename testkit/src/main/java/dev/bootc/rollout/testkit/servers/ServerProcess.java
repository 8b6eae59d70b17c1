package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.ServerUnavailableException;
import dev.bootc.rollout.testkit.process.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One running server, whose output goes to a log file. */
public final class ServerProcess {

  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 50;
  private static final int LOG_TAIL_LINES = 30;

  private final String name;
  private final Process process;
  private final Path log;

  private ServerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts the server; {@code log} is appended to, so that a restarted server keeps its story. */
  static ServerProcess start(String name, List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ServerProcess(name, ProcessLauncher.start(builder), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until {@code ready} holds.
   *
   * @throws ServerUnavailableException with the end of the server's log, when the server ends or
   *     takes too long
   */
  public void awaitReady(Duration limit, BooleanSupplier ready) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new ServerUnavailableException(
            name
                + " ended with exit code "
                + process.exitValue()
                + " while starting"
                + quotedLog());
      }
      if (System.nanoTime() > deadline) {
        throw new ServerUnavailableException(name + " was not ready after " + limit + quotedLog());
      }
      pause();
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Kills the server (SIGKILL) and returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    if (!ended(GONE_WITHIN)) {
      throw new ServerUnavailableException(
          name + " (process " + process.pid() + ") survived a kill");
    }
  }

  private boolean ended(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      // Whoever interrupts wants to get away: leave nothing behind and do not wait for it.
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void pause() {
    try {
      // Not a sleep: a server that ends while it starts is reported at once.
      process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerUnavailableException("Interrupted while " + name + " was starting", e);
    }
  }

  private String quotedLog() {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
      return ". The end of its log:\n"
          + String.join(
              "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return ". Its log cannot be read: " + e.getMessage();
    }
  }
}
