package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

  @Test
  void shouldStayAndSayWhyItIsNotReadyWhenAPodCannotStart() throws Exception {
    // Given
    int port = FreePorts.choose(1).getFirst();
    String[] arguments = {"--log-level=loud", "--http-port=" + port};
    Thread pod =
        Thread.ofVirtual()
            .start(() -> run(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), arguments));
    try {
      // When
      await().until(() -> FreePorts.isTaken(port));
      // Then
      assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> readiness = get(port, "/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body())
          .startsWith("configuration: has problems: ")
          .contains("--log-level", "give one of error, warn");
      assertThat(errors.toString(StandardCharsets.UTF_8)).contains("--log-level");
    } finally {
      pod.interrupt();
      pod.join();
    }
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  private void run(Map<String, String> environment, String... arguments) {
    try {
      OperatorMain.run(
          arguments,
          environment,
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(errors, true, StandardCharsets.UTF_8));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int run(String... arguments) throws InterruptedException {
    return OperatorMain.run(
        arguments,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8));
  }
}
