package dev.bootc.rollout.playground.temporal;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends workflow updates as a person does, with {@code temporal workflow update}: the HTTP API
 * takes no ID with a slash.
 */
public final class TemporalUpdates {
  private final Path command;
  private final String address;

  private TemporalUpdates(Path command, String address) {
    this.command = command;
    this.address = address;
  }

  public static TemporalUpdates to(TemporalServer server) {
    return new TemporalUpdates(
        ServerBinaries.ofThisMachine().binary(Server.TEMPORAL), server.address());
  }

  /**
   * Sends it with inputs that are text, and waits for its answer.
   *
   * @throws IllegalStateException where it is refused, or fails
   */
  public void send(String workflowId, String update, List<String> inputs) {
    List<String> words =
        new ArrayList<>(
            List.of(
                command.toString(),
                "workflow",
                "update",
                "execute",
                "--address",
                address,
                "--workflow-id",
                workflowId,
                "--name",
                update));
    inputs.forEach(input -> words.addAll(List.of("--input", '"' + input + '"')));
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("update " + update + " of " + workflowId + ": " + text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while telling " + workflowId + " " + update, e);
    }
  }
}
