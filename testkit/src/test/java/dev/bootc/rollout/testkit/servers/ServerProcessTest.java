package dev.bootc.rollout.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.binaries.ServerUnavailableException;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

  @TempDir private Path folder;

  @Test
  void shouldQuoteItsLogWhenTheServerEndsWhileStarting() {
    // Given
    ServerProcess server = start("echo bind: address already in use; exit 3");

    // When, Then
    assertThatThrownBy(() -> server.awaitReady(Duration.ofSeconds(10), () -> false))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContainingAll("exit code 3", "bind: address already in use");
  }

  @Test
  void shouldQuoteItsLogWhenTheServerIsNotReadyInTime() {
    // Given
    ServerProcess server = start("echo waiting for etcd; exec sleep 60");

    // When, Then
    assertThatThrownBy(() -> server.awaitReady(Duration.ofSeconds(1), () -> false))
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContainingAll("not ready after PT1S", "waiting for etcd");
    server.kill();
  }

  @Test
  void shouldBeGoneAtOnceWhenItIsKilledThoughItHeedsNoSignal() {
    // Given
    ServerProcess server = start("trap '' TERM; while true; do sleep 0.1; done");

    // When
    server.kill();

    // Then
    assertThat(server.isAlive()).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldDieWhenItsJvmIsKilled() throws Exception {
    // Given
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartsAServer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ProcessHandle server;
    try (BufferedReader output = jvm.inputReader()) {
      server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();

      // When
      jvm.destroyForcibly().waitFor();
    }

    // Then
    await().until(() -> !server.isAlive());
  }

  private ServerProcess start(String script) {
    return ServerProcess.start("test-server", List.of("sh", "-c", script), folder.resolve("log"));
  }

  /** The JVM that is killed: it prints the server's process number and then lives on. */
  static final class StartsAServer {

    private StartsAServer() {}

    public static void main(String[] arguments) throws Exception {
      Path log = Path.of(arguments[0]).resolve("log");
      ServerProcess server = ServerProcess.start("test-server", List.of("sleep", "60"), log);
      System.out.println(server.pid());
      Thread.currentThread().join();
    }
  }
}
