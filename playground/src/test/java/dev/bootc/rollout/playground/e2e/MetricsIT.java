package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Prometheus watches a real rollout, with the chart's alerts and dashboard. */
@EndToEnd(alone = true)
class MetricsIT {
  private static final Path FILES = Chart.ofThisCheckout().folder().resolve("files");
  private static final Pattern METRIC = Pattern.compile("\\bbootc_rollout_[a-z_]+\\b");
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Those before the one that is lost, one at a time. */
  private static final Duration FOUR_NODES_WITHIN = Duration.ofMinutes(1);

  /** Of agents, which are only played here. */
  private static final String OF_AGENTS = "bootc_agent_";

  private final World world;

  MetricsIT(World world) {
    this.world = world;
  }

  @BeforeAll
  static void requirePrometheus() {
    assumeTrue(PrometheusServer.isInstalled(), "Debian's package prometheus is needed");
  }

  @Test
  void shouldAnswerEveryQueryOfAlertsAndDashboardWhenARolloutRunsHaltsAndIsPaused()
      throws IOException {
    // Given
    Instant begun = Instant.now();
    LightFleet fleet = world.fleet("seen", 6, FleetTiming.ofMillis(1_000, 500));
    TestPool pool = world.pool("seen", 1);
    pool.editRollout("{\"rebootTimeoutSeconds\":10}");
    pool.awaitUpToDate(Images.number(0), 6);
    PrometheusServer prometheus =
        world.closedAfterTheTest(
            PrometheusServer.create(
                Map.of("operator", world.operator().httpAddress()),
                List.of(FILES.resolve("alerts.yaml"))));
    pool.editImage(Images.number(1));
    pool.awaitUpToDate(Images.number(1), 6);
    assertThat(prometheus.query("ALERTS{alertname=~\"BootcRolloutHalted|BootcRolloutNode.*\"}"))
        .isEmpty();
    String lost = fleet.nodes().get(4);
    fleet.setFault(lost, NodeFault.STAYS_AWAY);

    // When
    pool.editImage(Images.number(2));
    pool.awaitBlockedBy(Kind.HALTED, "Node/" + lost, FOUR_NODES_WITHIN);
    pool.editPaused(true);

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(prometheus.query("ALERTS{alertname=\"BootcRolloutHalted\"}"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.labels()).containsEntry("pool", "seen")));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(prometheus.query("bootc_rollout_failed_nodes{verdict=\"NotBack\"}"))
                .hasSize(1));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(prometheus.query("bootc_rollout_paused_timestamp_seconds")).hasSize(1));
    assertThat(
            List.of(
                "bootc_rollout_node_updates_total{verdict=\"Updated\"}",
                "bootc_rollout_node_updates_total{verdict=\"NotBack\"}",
                "bootc_rollout_rollouts_total{outcome=\"Completed\"}",
                "bootc_rollout_step_duration_seconds_count{step=\"node\"}"))
        .as("also the first of its kind is an increase")
        .allSatisfy(counter ->
            assertThat(prometheus.query("increase(" + counter + "[10m]) > 0")).hasSize(1));
    assertThat(unanswered(prometheus, panels(), begun)).isEmpty();
    assertThat(unanswered(prometheus, metrics(), begun)).isEmpty();
    fleet.clearFault(lost, NodeFault.STAYS_AWAY);
  }

  private static List<String> unanswered(
      PrometheusServer prometheus, Iterable<String> queries, Instant since) {
    List<String> unanswered = new ArrayList<>();
    for (String query : queries) {
      if (!prometheus.hasAnswered(query, since) && !query.contains(OF_AGENTS)) {
        unanswered.add(query);
      }
    }
    return unanswered;
  }

  /** The queries as they are when all pools are looked at. */
  private static List<String> panels() throws IOException {
    return new ObjectMapper()
        .readTree(FILES.resolve("dashboard.json").toFile()).findValues("expr").stream()
            .map(JsonNode::asText)
            .map(query -> query.replace("$pool", ".*").replace("$__range", "5m"))
            .toList();
  }

  /** All that alerts and panels are made of. */
  private static Set<String> metrics() throws IOException {
    Set<String> metrics = new TreeSet<>();
    JsonNode rules =
        new ObjectMapper()
            .valueToTree(
                new KubernetesSerialization()
                    .unmarshal(Files.readString(FILES.resolve("alerts.yaml")), Map.class));
    List<String> queries = new ArrayList<>(panels());
    rules.findValues("expr").forEach(query -> queries.add(query.asText()));
    queries.forEach(
        query -> METRIC.matcher(query).results().map(MatchResult::group).forEach(metrics::add));
    return metrics;
  }
}
