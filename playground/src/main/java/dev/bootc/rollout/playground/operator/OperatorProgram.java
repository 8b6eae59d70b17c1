package dev.bootc.rollout.playground.operator;

import dev.bootc.rollout.testkit.process.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * The operator as a process of its own, which can be killed and started again. It ends with {@link
 * #close()}, and at the latest with this JVM.
 */
public final class OperatorProgram implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("are served port=\"(\\d+)\"");
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final Thread shutdownHook = new Thread(this::kill, "operator-shutdown");
  private Process process;

  private OperatorProgram(List<String> command, Map<String, String> environment, Path log) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /**
   * Starts it and does not wait until it is ready.
   *
   * @param command the launcher with its flags
   * @param environment added to that of this process, without what configures Kubernetes or
   *     Temporal clients there
   * @param log where its output is appended, over all its lives
   */
  public static OperatorProgram start(
      List<String> command, Map<String, String> environment, Path log) {
    return new OperatorProgram(command, environment, log);
  }

  /** Of the present or the latest life. */
  public synchronized long pid() {
    return process.pid();
  }

  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /**
   * Host and port of its health and metrics.
   *
   * @throws IllegalStateException before it serves them
   */
  public String httpAddress() {
    try {
      // The log goes on over its lives, each of which has a port of its own.
      return PORT.matcher(Files.readString(log))
          .results()
          .map(found -> "127.0.0.1:" + found.group(1))
          .reduce((_, later) -> later)
          .orElseThrow(() -> new IllegalStateException("no port is named in " + log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9}; returns when it is gone. */
  public synchronized void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks it to end, as Kubernetes does, and returns when it is gone. */
  public synchronized void stop() {
    process.destroy();
    if (!ended(process)) {
      kill();
    }
  }

  /**
   * Starts the ended operator again.
   *
   * @throws IllegalStateException while it is alive
   */
  public synchronized void startAgain() {
    if (process.isAlive()) {
      throw new IllegalStateException("the operator is alive, its process is " + process.pid());
    }
    process = launch();
  }

  /** Calls {@code told} with the exit code when the present life ends, on any thread. */
  public synchronized void onEnd(LongConsumer told) {
    var _ = process.onExit().thenAccept(ended -> told.accept(ended.exitValue()));
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
  }

  private Process launch() {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(OperatorProgram::configuresClients);
    builder.environment().putAll(environment);
    try {
      return ProcessLauncher.start(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The user's own cluster must never be touched by a test. */
  private static boolean configuresClients(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return name.equals("KUBECONFIG")
        || name.startsWith("KUBERNETES_")
        || name.startsWith("TEMPORAL_");
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
