package dev.bootc.rollout.agent;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The agent's classes as one JVM has read them, for all others: these tests start the agent two
 * hundred times, and each would spend half of its start on them. Made by an agent that looks for
 * its API server in vain.
 */
final class SharedClasses {
  private static final Duration ENOUGH = Duration.ofSeconds(6);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
      contexts: [{name: none, context: {cluster: none, user: none}}]
      users: [{name: none, user: {token: none}}]
      current-context: none
      """;

  /** For the launcher. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("BOOTC_ROLLOUT_AGENT_JAVA_OPTS", "-XX:SharedArchiveFile=" + written());

  private SharedClasses() {}

  private static Path written() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "classes-");
      Path archive = folder.resolve("agent.jsa");
      ProcessBuilder agent =
          new ProcessBuilder(
              "timeout",
              Long.toString(ENOUGH.toSeconds()),
              AgentScene.launcher().toString(),
              "--node-name=nowhere",
              "--kubeconfig=" + Files.writeString(folder.resolve("kubeconfig"), KUBECONFIG),
              "--host-root=" + folder,
              "--state-directory=" + folder,
              "--http-port=0");
      agent
          .environment()
          .put("BOOTC_ROLLOUT_AGENT_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive);
      var _ = CommandRun.of(agent, LONGEST);
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while the agent's classes were read", stopped);
    }
  }
}
