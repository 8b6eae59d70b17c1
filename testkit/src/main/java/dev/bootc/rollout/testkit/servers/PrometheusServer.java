package dev.bootc.rollout.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Debian's Prometheus on loopback, with a database of its own. It asks its targets and judges its
 * rules every second.
 */
public final class PrometheusServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
  private static final Path TOOL = Path.of("/usr/bin/promtool");
  private static final String NAME = "prometheus";
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final ServerHome home;
  private final int port = FreePorts.choose(1).getFirst();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** A series that a query found, with its latest value. */
  public record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  private PrometheusServer(ServerHome home, Map<String, String> targets, List<Path> rules) {
    this.home = home;
    StringBuilder configuration =
        new StringBuilder("global: {scrape_interval: 1s, evaluation_interval: 1s}\n");
    configuration.append("rule_files: [%s]\n".formatted(String.join(", ", quoted(rules))));
    configuration.append("scrape_configs:\n");
    Map<String, String> all = new TreeMap<>(targets);
    all.put(NAME, "127.0.0.1:" + port);
    all.forEach((job, target) ->
        configuration.append(
            "- {job_name: %s, static_configs: [{targets: [\"%s\"]}]}\n".formatted(job, target)));
    Path file = home.write("prometheus.yml", configuration.toString());
    home.launch(
            NAME,
            List.of(
                PROGRAM.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + home.file("data"),
                "--web.listen-address=127.0.0.1:" + port))
        .awaitReady(READY_WITHIN, this::isReady);
  }

  private static List<String> quoted(List<Path> files) {
    return files.stream().map(file -> "\"" + file.toAbsolutePath() + "\"").toList();
  }

  /** Whether this machine has Debian's package. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM) && Files.isExecutable(TOOL);
  }

  /**
   * One that also asks itself, as job {@code prometheus}.
   *
   * @param targets host and port by job
   * @param rules files of rules
   */
  public static PrometheusServer create(Map<String, String> targets, List<Path> rules) {
    ServerHome home = ServerHome.create(NAME);
    try {
      return new PrometheusServer(home, targets, rules);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  /** What {@code promtool} prints and returns. */
  public static CommandRun tool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(TOOL.toString()));
    command.addAll(arguments);
    return CommandRun.of(new ProcessBuilder(command), READY_WITHIN);
  }

  /** Its address by that name or IP of this machine. */
  public String at(String host) {
    return "http://" + host + ":" + port;
  }

  /**
   * What a query finds now, a number as a series without labels.
   *
   * @throws IllegalStateException with its words where it refuses the query
   */
  public List<Sample> query(String query) {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    if (!"success".equals(answer.path("status").asText())) {
      throw new IllegalStateException(query + ": " + answer.path("error").asText());
    }
    JsonNode result = answer.path("data").path("result");
    if ("scalar".equals(answer.path("data").path("resultType").asText())) {
      return List.of(new Sample(Map.of(), number(result)));
    }
    List<Sample> found = new ArrayList<>();
    for (JsonNode series : result) {
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      found.add(new Sample(labels, number(series.path("value"))));
    }
    return found;
  }

  /** Whether the query has found anything at any time since then, as a graph would show it. */
  public boolean hasAnswered(String query, Instant since) {
    JsonNode answer =
        get(
            "/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
                .formatted(
                    since.getEpochSecond(),
                    Instant.now().getEpochSecond() + 1,
                    URLEncoder.encode(query, StandardCharsets.UTF_8)));
    if (!"success".equals(answer.path("status").asText())) {
      throw new IllegalStateException(query + ": " + answer.path("error").asText());
    }
    return !answer.path("data").path("result").isEmpty();
  }

  private static double number(JsonNode timeAndValue) {
    return switch (timeAndValue.path(1).asText()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String text -> Double.parseDouble(text);
    };
  }

  private JsonNode get(String path) {
    try {
      return json.readTree(send(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() {
    try {
      return send("/-/ready").statusCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(at("127.0.0.1") + path))
              .timeout(ANSWERS_WITHIN)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    home.close();
  }
}
