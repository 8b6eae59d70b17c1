package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The program that users type, on one cluster. */
public record HelmCommand(Path program, Path kubeconfig) {
  private static final Duration LIMIT = Duration.ofMinutes(6);

  /** Runs it to its end, whatever that is. */
  public CommandRun run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      return CommandRun.of(builder, LIMIT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while helm ran", e);
    }
  }
}
