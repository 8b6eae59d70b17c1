package dev.bootc.rollout.playground.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorProgramTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void shouldLeadANewLifeWhenItIsStartedAgainAfterAKill() {
    // Given
    try (OperatorProgram operator = start("exec sleep 60")) {
      long first = operator.pid();
      operator.kill();

      // When
      operator.startAgain();

      // Then
      assertThat(operator.isAlive()).isTrue();
      assertThat(operator.pid()).isNotEqualTo(first);
    }
  }

  @Test
  void shouldRefuseToStartAgainWhenItIsAlive() {
    try (OperatorProgram operator = start("exec sleep 60")) {
      // When, Then
      assertThatThrownBy(operator::startAgain).hasMessageContaining("is alive");
    }
  }

  @Test
  void shouldTellTheExitCodeWhenItEnds() {
    // Given
    CompletableFuture<Long> told = new CompletableFuture<>();
    try (OperatorProgram operator = start("exec sleep 60")) {
      operator.onEnd(told::complete);

      // When
      operator.kill();

      // Then
      assertThat(told).succeedsWithin(SOON).isEqualTo(137L);
    }
  }

  @Test
  void shouldHaveOnlyTheConfigurationItWasGivenWhenItStarts() throws IOException {
    // When
    try (OperatorProgram operator =
        start("env; exec sleep 60", Map.of("TEMPORAL_ADDRESS", "127.0.0.1:1"))) {

      // Then
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(log(operator)).contains("TEMPORAL_ADDRESS=127.0.0.1:1"));
      assertThat(log(operator)).noneMatch(line -> line.startsWith("KUBECONFIG="));
    }
  }

  @Test
  void shouldLeaveNoProcessWhenItIsClosed() {
    // Given
    OperatorProgram operator = start("exec sleep 60");

    // When
    operator.close();

    // Then
    assertThat(ProcessHandle.of(operator.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private OperatorProgram start(String script) {
    return start(script, Map.of());
  }

  private OperatorProgram start(String script, Map<String, String> environment) {
    return OperatorProgram.start(
        List.of("/bin/sh", "-c", script), environment, folder.resolve("operator.log"));
  }

  private static List<String> log(OperatorProgram operator) throws IOException {
    return Files.readAllLines(operator.log());
  }
}
