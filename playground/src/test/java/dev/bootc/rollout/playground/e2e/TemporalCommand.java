package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a person types to steer a workflow: {@code temporal workflow …}. */
final class TemporalCommand {
  private final TemporalServer server;
  private final String workflowId;

  TemporalCommand(TemporalServer server, String workflowId) {
    this.server = server;
    this.workflowId = workflowId;
  }

  void pause(String reason) {
    run("signal", "--name", "pause", "--input", "\"" + reason + "\"");
  }

  void resume() {
    run("signal", "--name", "resume");
  }

  void cancel() {
    run("cancel");
  }

  void terminate() {
    run("terminate");
  }

  private void run(String verb, String... arguments) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString(),
                    "workflow",
                    verb,
                    "--address",
                    server.address(),
                    "--workflow-id",
                    workflowId),
                Stream.of(arguments))
            .toList();
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s", command).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }
}
