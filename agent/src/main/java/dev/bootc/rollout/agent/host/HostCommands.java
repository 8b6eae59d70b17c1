package dev.bootc.rollout.agent.host;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs commands on the host, behind a prefix that leads out of the agent's container. Arguments are
 * passed as they are, never through a shell. Every call has a deadline and reads at most {@link
 * #LONGEST_OUTPUT} bytes of each stream.
 */
public final class HostCommands {
  static final int LONGEST_OUTPUT = 1 << 20;

  /** A child of the command may keep its streams open; nobody waits for that for long. */
  private static final Duration STREAMS_AFTER_END = Duration.ofSeconds(2);

  private static final Executor READERS =
      task -> Thread.ofPlatform().daemon().name("host-command-output").start(task);

  private final List<String> prefix;

  public HostCommands(List<String> prefix) {
    this.prefix = List.copyOf(prefix);
  }

  CommandResult run(Duration deadline, String... argv) {
    return run(deadline, List.of(argv));
  }

  CommandResult run(Duration deadline, List<String> argv) {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(prefix.stream(), argv.stream()).toList())
            .redirectInput(new File("/dev/null"));
    // bootc takes any value of it for "this is a container", and then reports an empty host.
    builder.environment().remove("container");
    try {
      return await(builder.start(), deadline);
    } catch (IOException cannotStart) {
      return new CommandResult.NotStarted(
          "cannot run \"%s\" (%s): check the host command prefix"
              .formatted(builder.command().getFirst(), cannotStart.getMessage()));
    }
  }

  private static CommandResult await(Process process, Duration deadline) {
    CompletableFuture<String> output = read(process.getInputStream());
    CompletableFuture<String> errors = read(process.getErrorStream());
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return new CommandResult.TimedOut(deadline);
      }
      return new CommandResult.Exited(process.exitValue(), text(output), text(errors));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new CommandResult.TimedOut(deadline);
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(() -> readBounded(stream), READERS);
  }

  /** Reads to the end, so that the command is never held up, and keeps the beginning. */
  private static String readBounded(InputStream stream) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        kept.write(buffer, 0, Math.min(count, LONGEST_OUTPUT - kept.size()));
      }
      return kept.toString(StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String text(CompletableFuture<String> stream) throws InterruptedException {
    try {
      return stream.get(STREAMS_AFTER_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException unreadable) {
      return "";
    }
  }
}
