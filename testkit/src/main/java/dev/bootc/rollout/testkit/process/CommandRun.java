package dev.bootc.rollout.testkit.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a short-lived command printed (both streams) and returned. */
public record CommandRun(int exitCode, String output) {

  private static final int TAIL_LINES = 15;

  /**
   * Runs the command to its end; one that takes longer than {@code limit} is killed and an {@link
   * IOException}.
   */
  public static CommandRun of(ProcessBuilder command, Duration limit)
      throws IOException, InterruptedException {
    // A file rather than a pipe: the limit then holds although nobody reads, and a full pipe cannot
    // block the command.
    Path output = Files.createTempFile("bootc-rollout-", ".out");
    try {
      Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(command.command().getFirst() + " did not end within " + limit);
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new CommandRun(process.exitValue(), text(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  public boolean succeeded() {
    return exitCode == 0;
  }

  public String tail() {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
