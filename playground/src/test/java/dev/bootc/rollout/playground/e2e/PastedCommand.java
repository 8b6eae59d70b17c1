package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What a person copies from a status into a shell. */
final class PastedCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private PastedCommand() {}

  /** What it printed; it has to succeed. */
  static String run(Path kubeconfig, String command) throws IOException, InterruptedException {
    Path kubectl = ServerBinaries.ofThisMachine().binary(Server.KUBECTL).toAbsolutePath();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().merge("PATH", kubectl.getParent() + ":", (path, own) -> own + path);
    CommandRun run = CommandRun.of(builder, PATIENCE);
    assertThat(run.succeeded()).as("%s: %s", command, run.output()).isTrue();
    return run.output();
  }
}
