package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a person types to steer a workflow: {@code temporal workflow …}. */
final class TemporalCommand {
  private final TemporalServer server;
  private final String workflowId;
  private final Path said;

  /**
   * For a workflow of that server.
   *
   * @param said file that what it says is added to
   */
  TemporalCommand(TemporalServer server, String workflowId, Path said) {
    this.server = server;
    this.workflowId = workflowId;
    this.said = said;
  }

  void pause(String reason) {
    assertThat(isPauseTaken(reason)).as("pause of %s", workflowId).isTrue();
  }

  void resume() {
    assertThat(isResumeTaken()).as("resume of %s", workflowId).isTrue();
  }

  void cancel() {
    assertThat(isCancelTaken()).as("cancel of %s", workflowId).isTrue();
  }

  void terminate() {
    assertThat(isTaken("terminate")).as("terminate of %s", workflowId).isTrue();
  }

  /** As {@link #pause}, where there may be no open run to take it. */
  boolean isPauseTaken(String reason) {
    return isTaken("signal", "--name", "pause", "--input", "\"" + reason + "\"");
  }

  /** As {@link #resume}, where there may be no open run to take it. */
  boolean isResumeTaken() {
    return isTaken("signal", "--name", "resume");
  }

  /** As {@link #cancel}, where there may be no open run to take it. */
  boolean isCancelTaken() {
    return isTaken("cancel");
  }

  /**
   * What became of an update.
   *
   * @param text what the command printed
   */
  record Answer(boolean taken, String text) {}

  /** A workflow update with inputs that are text. */
  Answer update(String name, String... inputs) {
    List<String> arguments = new ArrayList<>(List.of("execute", "--name", name));
    for (String input : inputs) {
      arguments.addAll(List.of("--input", '"' + input + '"'));
    }
    List<String> command = command("update", arguments.toArray(String[]::new));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
      return new Answer(process.exitValue() == 0, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }

  /** What the Web UI shows on the page of the run, as JSON. */
  String board() {
    return json("metadata");
  }

  /** All events of the latest run, as JSON. */
  String history() {
    return json("show");
  }

  private String json(String verb) {
    List<String> command = command(verb, "--output", "json");
    try {
      Process process = new ProcessBuilder(command).start();
      String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }

  private List<String> command(String verb, String... arguments) {
    return Stream.of(
            Stream.of(
                ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString(),
                "workflow",
                verb),
            Stream.of(arguments),
            Stream.of("--address", server.address(), "--workflow-id", workflowId))
        .flatMap(part -> part)
        .toList();
  }

  private boolean isTaken(String verb, String... arguments) {
    List<String> command = command(verb, arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(said.toFile()))
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
      return process.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it runs", e);
    }
  }
}
