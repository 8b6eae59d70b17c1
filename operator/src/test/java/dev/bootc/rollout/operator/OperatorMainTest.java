package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OperatorMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void shouldExitWithTwoAndListProblemsWhenTheProcessCannotStart() throws InterruptedException {
    // When
    int code = run("--http-port=x", "--log-level=loud");

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("bootc-rollout-operator: the configuration has problems:\n")
        .contains("--http-port / BOOTC_ROLLOUT_HTTP_PORT = \"x\"", "--log-level");
  }

  @Test
  void shouldPrintTheFlagsWhenAskedForHelp() throws InterruptedException {
    // When
    int code = run("--help");

    // Then
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--cluster-prefix", "TEMPORAL_ADDRESS");
  }

  private int run(String... arguments) throws InterruptedException {
    return OperatorMain.run(
        arguments,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8));
  }
}
