package dev.bootc.rollout.plugin.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.io.IOException;
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
import java.util.function.Function;

/** Temporal's API as its Web UI uses it, at the same address. */
public final class TemporalWeb implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final int PAGE = 200;
  private static final int LISTED = 1_000;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final String base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

  /**
   * @param address of the Web UI, such as {@code http://localhost:8233}
   * @param namespace of the rollouts
   */
  public TemporalWeb(String address, String namespace) {
    base = address.replaceAll("/+$", "") + "/api/v1/namespaces/" + encode(namespace) + "/workflows";
  }

  /** Runs that match, the latest first, as many as anybody reads. */
  public List<Run> runs(String query) {
    return runs(query, Answer::ofTemporal);
  }

  /** The same by search attributes; none where the namespace does not have them. */
  public List<Run> runsByAttributes(String query) {
    return runs(
        query,
        answer -> answer.status() == BAD_REQUEST ? JSON.createObjectNode() : answer.ofTemporal());
  }

  private List<Run> runs(String query, Function<Answer, JsonNode> reading) {
    List<Run> runs = new ArrayList<>();
    String page = "";
    do {
      JsonNode answer =
          reading.apply(ask(base + "?pageSize=" + PAGE + "&query=" + encode(query) + page));
      answer.path("executions").forEach(execution -> runs.add(Run.of(execution)));
      page = page(answer);
    } while (!page.isEmpty() && runs.size() < LISTED);
    return runs.stream().sorted((one, other) -> other.started().compareTo(one.started())).toList();
  }

  private static String page(JsonNode answer) {
    String next = answer.path("nextPageToken").asText("");
    return next.isEmpty() ? "" : "&nextPageToken=" + encode(next);
  }

  /** All events of a run, in their order. */
  public List<JsonNode> events(Run run) {
    List<JsonNode> events = new ArrayList<>();
    String page = "";
    do {
      JsonNode answer =
          ask(base
                  + "/"
                  + encode(run.workflowId())
                  + "/history?execution.runId="
                  + encode(run.runId())
                  + page)
              .ofTemporal();
      answer.at("/history/events").forEach(events::add);
      page = page(answer);
    } while (!page.isEmpty());
    return events;
  }

  private Answer ask(String address) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address)).timeout(ANSWER_WITHIN).build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException | IllegalArgumentException failed) {
      throw notReached(
          failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw notReached("interrupted");
    }
  }

  private final class Answer {
    private final int status;
    private final String body;

    private Answer(int status, String body) {
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    JsonNode ofTemporal() {
      if (status != OK) {
        throw notReached("it answers " + status);
      }
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException noJson) {
        throw notReached("what answers there is not Temporal's Web UI");
      }
    }
  }

  private Problem notReached(String why) {
    return new Problem(
        ExitCode.NO_TEMPORAL,
        "no history from Temporal at "
            + base
            + " ("
            + why
            + "): give the address of its Web UI by --temporal-url, and its --temporal-namespace");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
