package dev.bootc.rollout.testkit.host;

import java.io.BufferedReader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** How a command on a host ended, and what it printed. */
public record CommandResult(int exitCode, String output, String errors) {

  /** Waits for the end of the command. */
  public static CommandResult of(Process process) {
    CompletableFuture<String> errors =
        CompletableFuture.supplyAsync(
            () -> text(process.errorReader()),
            task -> Thread.ofVirtual().name("command-errors").start(task));
    String output = text(process.inputReader());
    return new CommandResult(process.onExit().join().exitValue(), output, errors.join());
  }

  private static String text(BufferedReader reader) {
    return reader.lines().collect(Collectors.joining("\n"));
  }
}
