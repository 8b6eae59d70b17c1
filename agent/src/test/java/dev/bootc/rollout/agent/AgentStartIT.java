package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the agent's process begins and ends, without a cluster. */
class AgentStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("\"httpPort\":\\s*\"(\\d+)\"");

  /** Nothing listens on port 1. */
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: gone, cluster: {server: "https://127.0.0.1:1"}}]
      users: [{name: agent, user: {token: s3cret-token}}]
      contexts: [{name: gone, context: {cluster: gone, user: agent}}]
      current-context: gone
      """;

  @TempDir Path directory;

  @Test
  void shouldListAllProblemsAndExitWith2WhenSettingsAreWrong() throws Exception {
    // Given
    List<String> flags = List.of("--http-port=x", "--log-format=xml", "--bogus");

    // When
    Process process = start(flags);

    // Then
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(log())
        .contains("--http-port / BOOTC_ROLLOUT_HTTP_PORT = \"x\"")
        .contains("--log-format")
        .contains("--bogus")
        .contains("--node-name / NODE_NAME is missing");
  }

  @Test
  void shouldStayAndSayWhyItIsNotReadyWhenAPodHasWrongSettings() throws Exception {
    // Given
    int port = FreePorts.choose(1).getFirst();

    // When
    Process process =
        start(
            List.of("--log-format=xml", "--http-port=" + port),
            Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"));

    // Then
    try {
      await().atMost(PATIENCE).until(() -> FreePorts.isTaken(port));
      assertThat(get(port, "healthz").statusCode()).isEqualTo(200);
      assertThat(get(port, "readyz").statusCode()).isEqualTo(503);
      assertThat(get(port, "readyz").body())
          .contains("--log-format")
          .contains("--node-name / NODE_NAME is missing");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldWaitAndNotBeReadyWhenTheApiServerIsNotThere() throws Exception {
    // Given
    Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), KUBECONFIG);

    // When
    Process process =
        start(
            List.of(
                "--node-name=lonely",
                "--kubeconfig=" + kubeconfig,
                "--http-port=0",
                "--log-format=json"));

    // Then
    try {
      await().atMost(PATIENCE).until(() -> log().contains("cannot watch the BootcNode"));
      assertThat(get("healthz").statusCode()).isEqualTo(200);
      assertThat(get("readyz").statusCode()).isEqualTo(503);
      assertThat(get("metrics").body())
          .contains("bootc_agent_failures_total{cause=\"disk\"} 0.0")
          .contains("bootc_agent_api_last_contact_timestamp_seconds NaN");
      assertThat(get("readyz").body())
          .contains("API server https://127.0.0.1:1")
          .contains("no answer: start it, or correct the address that the agent has");
      assertThat(process.isAlive()).isTrue();
      assertThat(log()).doesNotContain("s3cret-token").doesNotContain("stackTrace");
      assertThat(log().lines()).allSatisfy(line -> assertThat(json(line).get("level")).isNotNull());
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private Process start(List<String> flags) throws IOException {
    return start(flags, Map.of());
  }

  private Process start(List<String> flags, Map<String, String> variables) throws IOException {
    List<String> command = new ArrayList<>(List.of(AgentScene.launcher().toString()));
    command.addAll(flags);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().remove("NODE_NAME");
    builder.environment().remove("KUBECONFIG");
    builder.environment().remove("KUBERNETES_SERVICE_HOST");
    builder.environment().putAll(variables);
    return builder.start();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    Matcher port = PORT.matcher(log());
    assertThat(port.find()).isTrue();
    return get(Integer.parseInt(port.group(1)), path);
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + "/" + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  private static JsonNode json(String line) throws IOException {
    return new JsonMapper().readTree(line);
  }
}
