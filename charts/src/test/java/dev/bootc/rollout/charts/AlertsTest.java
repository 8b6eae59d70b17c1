package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's alerts, its dashboard, and what the pages say of them. */
class AlertsTest {
  private static final Path CHART = Chart.ofThisCheckout().folder();
  private static final Path RULES = CHART.resolve("files/alerts.yaml");
  private static final Path DOCS = CHART.resolve("../../docs").normalize();
  private static final Path SCENES = ChartCases.golden("alerts-test.yaml");
  private static final Pattern METRIC = Pattern.compile("\\bbootc_[a-z_]+\\b");
  private static final Pattern LABEL =
      Pattern.compile("\\b(kind|phase|verdict|state)(?:=~?|!=|!~)\"([^\"]+)\"");
  private static final Set<String> PARTS = Set.of("_bucket", "_count", "_sum");

  @Test
  void shouldRenderWhatTheGoldenFileSaysWhenAllOfItIsWanted() throws IOException {
    // Given
    Path golden = ChartCases.golden("out-monitoring.yaml");
    String dashboard = Files.readString(CHART.resolve("files/dashboard.json"));
    // When
    String rendered =
        Stream.of(
                Chart.ofThisCheckout()
                    .render(
                        ChartInstallation.RELEASE,
                        ChartInstallation.NAMESPACE,
                        Optional.of(ChartCases.values("monitoring")))
                    .split("(?m)^(?=---$)"))
            .filter(document -> document.contains("templates/monitoring/"))
            .collect(Collectors.joining());
    // Then
    assertThat(rendered).contains(dashboard.strip().indent(4));
    ChartCases.assertEqualsGolden(
        rendered.replace(dashboard.strip().indent(4), "    (files/dashboard.json)\n"), golden);
  }

  @Test
  void shouldLookAtTheVolumeThatTheChartMakesWhateverItIsCalled(@TempDir Path folder)
      throws IOException {
    // Given
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            "fullnameOverride: updates\nmonitoring: {rules: {enabled: true}}\n");
    // When
    List<HasMetadata> objects =
        Chart.ofThisCheckout()
            .objects(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.of(values));
    // Then
    JsonNode temporal =
        objects.stream()
            .filter(object -> object.getKind().equals("StatefulSet"))
            .map(object -> new ObjectMapper().<JsonNode>valueToTree(object))
            .findFirst()
            .orElseThrow();
    String volume =
        "%s-%s-0"
            .formatted(
                temporal.at("/spec/volumeClaimTemplates/0/metadata/name").asText(),
                temporal.at("/metadata/name").asText());
    assertThat(
            Chart.ofThisCheckout()
                .render(
                    ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.of(values)))
        .contains(
            "kubelet_volume_stats_available_bytes{namespace=\"%s\",persistentvolumeclaim=\"%s\"}"
                .formatted(ChartInstallation.NAMESPACE, volume));
  }

  @Test
  void shouldExplainEachAlertAndNoOtherWhereItsRunbookSays() throws IOException {
    // Given
    String page = Files.readString(DOCS.resolve("operations/alerts.md"));
    List<String> explained = found("(?m)^### (\\w+)$", page);
    // When
    List<JsonNode> alerts = alerts();
    // Then
    assertThat(alerts)
        .extracting(alert -> alert.path("alert").asText())
        .containsExactlyElementsOf(explained);
    assertThat(alerts)
        .allSatisfy(alert ->
            assertThat(alert.path("annotations").path("runbook_url").asText())
                .isEqualTo(
                    "docs/operations/alerts.md#"
                        + alert.path("alert").asText().toLowerCase(Locale.ROOT)));
  }

  @Test
  void shouldSayOfEachAlertOnceWhatRaisesIt() throws IOException {
    // Given
    String page = Files.readString(DOCS.resolve("operations/alerts.md"));
    // When
    List<String> raised =
        found("(?m)^\\| (`Bootc.*?`) \\|", page).stream()
            .flatMap(row -> found("`(\\w+)`", row).stream())
            .toList();
    // Then
    assertThat(raised)
        .containsExactlyInAnyOrderElementsOf(
            alerts().stream().map(alert -> alert.path("alert").asText()).toList());
  }

  @Test
  void shouldAskForMetricsAndWordsThatThereAre() throws IOException {
    // Given
    Set<String> documented = new TreeSet<>();
    for (String page : List.of("metrics.md", "agent-configuration.md")) {
      documented.addAll(
          found(
              "(?m)^\\| `(bootc_[a-z_]+)[{`]",
              Files.readString(DOCS.resolve("reference").resolve(page))));
    }
    // When
    String queries = String.join("\n", queries());
    // Then
    assertThat(METRIC.matcher(queries).results().map(MatchResult::group).map(AlertsTest::whole))
        .isNotEmpty()
        .isSubsetOf(documented);
    assertThat(LABEL.matcher(queries).results())
        .isNotEmpty()
        .allSatisfy(
            label -> assertThat(label.group(2).split("\\|")).isSubsetOf(words(label.group(1))));
  }

  /** Where no rollout runs none stalls, so that nobody else would tell of them. */
  @Test
  void shouldTellByNameOfEachKindThatStandsThoughNoRolloutRuns() throws IOException {
    // Given
    List<String> ofTheOperator =
        Arrays.stream(BlockedBy.Kind.values())
            .filter(BlockedBy.Kind::isOfTheOperator)
            .map(BlockedBy.Kind::text)
            .toList();
    // When
    Set<String> told = new TreeSet<>();
    for (JsonNode alert : alerts()) {
      if (!alert.path("alert").asText().equals("BootcRolloutStalled")) {
        found("kind=~?\"([^\"]+)\"", alert.path("expr").asText())
            .forEach(kinds -> told.addAll(List.of(kinds.split("\\|"))));
      }
    }
    // Then
    assertThat(ofTheOperator).isNotEmpty();
    assertThat(told).containsAll(ofTheOperator);
  }

  @Test
  void shouldColourAndExplainEachWordThatThereIsWhenADashboardIsDrawn() throws IOException {
    // When
    JsonNode panels = panels();
    // Then
    assertThat(mapped(panels, "Rollouts", "Phase"))
        .containsExactlyInAnyOrderElementsOf(words("phase"));
    assertThat(mapped(panels, "In the way", "Kind"))
        .containsExactlyInAnyOrderElementsOf(words("kind"));
    assertThat(mapped(panels, "In the way", "What it means"))
        .containsExactlyInAnyOrderElementsOf(words("kind"));
    assertThat(coloured(panels, "Nodes by state"))
        .containsExactlyInAnyOrderElementsOf(words("state"));
    assertThat(coloured(panels, "Updates ended in the time shown"))
        .containsExactlyInAnyOrderElementsOf(words("verdict"));
    assertThat(
            coloured(panels, "How many things are in the way").stream()
                .flatMap(pattern -> found("(\\w+)", pattern).stream()))
        .containsExactlyInAnyOrderElementsOf(words("kind"));
  }

  @Test
  void shouldTellTheSeverityOfKindsInTheColourThatTheyHaveWhenADashboardIsDrawn()
      throws IOException {
    // Given
    JsonNode panels = panels();
    Map<String, String> expected = new TreeMap<>();
    words("kind").forEach(kind -> expected.put(kind, "orange"));
    Pattern.compile("\"severity\", \"([a-z ]+)\", \"kind\", \"([A-Z][^\"]+)\"")
        .matcher(String.join("\n", queries()))
        .results()
        .forEach((MatchResult severity) ->
            Arrays.stream(severity.group(2).split("\\|"))
                .forEach(kind ->
                    expected.put(kind, severity.group(1).equals("on purpose") ? "purple" : "red")));
    // When
    Map<String, String> colours = new TreeMap<>();
    mappings(panels, "In the way", "Kind")
        .forEach(word -> colours.put(word.getKey(), word.getValue().path("color").asText()));
    // Then
    assertThat(colours.values()).contains("red", "orange", "purple");
    assertThat(colours).isEqualTo(expected);
  }

  private static JsonNode panels() throws IOException {
    return new ObjectMapper()
        .readTree(CHART.resolve("files/dashboard.json").toFile())
        .path("panels");
  }

  /** Words that have a colour or a text of their own in a column. */
  private static List<String> mapped(JsonNode panels, String title, String column) {
    return mappings(panels, title, column).map(Map.Entry::getKey).toList();
  }

  private static Stream<Map.Entry<String, JsonNode>> mappings(
      JsonNode panels, String title, String column) {
    return overrides(panels, title)
        .filter(override -> override.at("/matcher/options").asText().equals(column))
        .flatMap(override -> override.path("properties").valueStream())
        .filter(property -> property.path("id").asText().equals("mappings"))
        .flatMap(property -> property.path("value").valueStream())
        .flatMap(mapping -> mapping.path("options").propertyStream());
  }

  private static List<String> coloured(JsonNode panels, String title) {
    return overrides(panels, title)
        .map(override -> override.at("/matcher/options").asText())
        .toList();
  }

  private static Stream<JsonNode> overrides(JsonNode panels, String title) {
    return panels
        .valueStream()
        .filter(panel -> panel.path("title").asText().equals(title))
        .flatMap(panel -> panel.path("fieldConfig").path("overrides").valueStream());
  }

  @Test
  void shouldTryEachAlertInASceneWhereItFiresAndInOneWhereItIsSilent() throws IOException {
    // Given
    List<String> expected = new ArrayList<>();
    for (JsonNode alert : alerts()) {
      expected.add(alert.path("alert").asText() + " fires");
      expected.add(alert.path("alert").asText() + " is silent");
    }
    // When
    List<String> scenes = new ArrayList<>();
    yaml(SCENES).path("tests").forEach(scene -> scenes.add(scene.path("name").asText()));
    // Then
    // One may fire in several that would get into each other's way.
    assertThat(scenes.stream().distinct()).containsExactlyElementsOf(expected);
  }

  @Test
  void shouldFireInItsSceneAndBeSilentInAnotherByPrometheusOwnTool() throws Exception {
    assumeTrue(PrometheusServer.isInstalled(), "Debian's package prometheus is needed");
    // When
    CommandRun run = PrometheusServer.tool(List.of("test", "rules", SCENES.toString()));
    // Then
    assertThat(run.output()).contains("SUCCESS");
    assertThat(run.exitCode()).isZero();
  }

  private static List<String> words(String label) {
    return switch (label) {
      case "kind" -> Arrays.stream(BlockedBy.Kind.values()).map(BlockedBy.Kind::text).toList();
      case "phase" -> Arrays.stream(RolloutPhase.values()).map(RolloutPhase::text).toList();
      case "verdict" -> Arrays.stream(Verdict.Outcome.values()).map(Verdict.Outcome::text).toList();
      // The metric has them from NodeState, and its page is compared with that.
      case "state" -> List.of("UpToDate", "Pending", "Staging", "Staged", "Rebooting", "Degraded");
      default -> throw new AssertionError(label);
    };
  }

  /** A histogram has series of other names. */
  private static String whole(String series) {
    return PARTS.stream()
        .filter(series::endsWith)
        .findFirst()
        .map(part -> series.substring(0, series.length() - part.length()))
        .orElse(series);
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    alerts().forEach(alert -> queries.add(alert.path("expr").asText()));
    new ObjectMapper()
        .readTree(CHART.resolve("files/dashboard.json").toFile())
        .findValues("expr")
        .forEach(query -> queries.add(query.asText()));
    return queries;
  }

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
    return alerts;
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new ObjectMapper()
        .valueToTree(new KubernetesSerialization().unmarshal(Files.readString(file), Map.class));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
