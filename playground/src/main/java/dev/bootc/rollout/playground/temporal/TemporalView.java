package dev.bootc.rollout.playground.temporal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a Temporal server has in its namespace {@code default}. */
public final class TemporalView {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  private final URI server;

  private TemporalView(URI server) {
    this.server = server;
  }

  public static TemporalView of(TemporalServer server) {
    return new TemporalView(server.httpAddress());
  }

  /** Runs that are open. */
  public List<WorkflowRun> running() {
    return runs("ExecutionStatus=\"Running\"");
  }

  /**
   * The runs that match. The list may lag behind the workflows by a moment.
   *
   * @param query as in the Web UI, such as {@code WorkflowType="NodeUpdate"}; empty for all
   */
  public List<WorkflowRun> runs(String query) {
    List<WorkflowRun> runs = new ArrayList<>();
    String page = "";
    try (HttpClient http = HttpClient.newHttpClient()) {
      do {
        JsonNode answer =
            ask(
                http,
                "/api/v1/namespaces/default/workflows?pageSize=1000&query=" + encode(query) + page);
        answer.path("executions").forEach(execution -> runs.add(WorkflowRun.of(execution)));
        String next = answer.path("nextPageToken").asText();
        page = next.isEmpty() ? "" : "&nextPageToken=" + encode(next);
      } while (!page.isEmpty());
    }
    return List.copyOf(runs);
  }

  private JsonNode ask(HttpClient http, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWERS_WITHIN).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "Temporal answers " + response.statusCode() + " to " + path + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Temporal", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
