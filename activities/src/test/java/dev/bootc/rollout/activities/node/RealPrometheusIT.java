package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec.Result;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gates hear from a real Prometheus, which asks itself and has a rule that always fires. */
@RealServers
class RealPrometheusIT {
  @TempDir private static Path folder;
  private static @Nullable PrometheusServer prometheus;

  private final KubernetesClient client;
  private final String name = "prometheus-" + UUID.randomUUID().toString().substring(0, 8);
  private final NodeRef ref = new NodeRef(name, "", name);
  private final GateQuestions questions;

  RealPrometheusIT(ControlPlane plane) {
    ChartInstallation.on(plane);
    client = plane.adminClient();
    questions = new GateQuestions(client);
  }

  @BeforeAll
  static void startPrometheus() throws IOException {
    assumeTrue(PrometheusServer.isInstalled(), "Debian's package prometheus is needed");
    Path rules =
        Files.writeString(
            folder.resolve("rules.yml"),
            "groups: [{name: test, rules: [{alert: AlwaysFires, expr: vector(1)}]}]\n");
    PrometheusServer started = PrometheusServer.create(Map.of(), List.of(rules));
    prometheus = started;
    await().until(() -> !started.query("up == 1").isEmpty());
    await().until(() -> !started.query("ALERTS{alertstate=\"firing\"}").isEmpty());
  }

  @AfterAll
  static void stopPrometheus() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @BeforeEach
  void makeNodeAndPool() {
    client
        .resource(
            """
            apiVersion: v1
            kind: Node
            metadata: {name: %s}
            status: {addresses: [{type: InternalIP, address: 127.0.0.1}]}
            """
                .formatted(name))
        .create();
    client
        .resource(
            """
            apiVersion: node.bootc.dev/v1alpha1
            kind: BootcNodePool
            metadata: {name: %s}
            spec:
              nodeSelector: {matchLabels: {of: nobody}}
              image: {ref: "registry.example.com/os/node@sha256:%s"}
            """
                .formatted(name, "a".repeat(64)))
        .create();
  }

  @AfterEach
  void remove() {
    client.resources(BootcNodePool.class).withName(name).delete();
    client.nodes().withName(name).delete();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          up{job="prometheus"} == 1; NOT_EMPTY
          up{job="prometheus"} == 0; EMPTY
          up{node="{node}"} == 0; EMPTY
          ALERTS{alertstate="firing",alertname="NeverFires"}; EMPTY
          vector(0) == 0; NOT_EMPTY
          """)
  void shouldPassWhenTheQueryFindsWhatIsWanted(String query, Result wanted) {
    assertThat(ask(query, wanted)).isEqualTo(new GateAnswer.Passes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          up{job="prometheus"} == 0; NOT_EMPTY; its query finds nothing
          up{node="{node}"} == 1; NOT_EMPTY; its query finds nothing
          up{job="prometheus"} == 1; EMPTY; its query finds 1, first {"__name__":"up",
          ALERTS{alertstate="firing"}; EMPTY; its query finds 1, first {"__name__":"ALERTS","alertname":"AlwaysFires","alertstate":"firing"}
          """)
  void shouldSayNoWhenTheQueryFindsAnythingElse(String query, Result wanted, String said) {
    // When
    GateAnswer answer = ask(query, wanted);

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.SaysNo.class, no -> assertThat(no.why()).startsWith(said));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          up ==; Prometheus answers 400: invalid parameter "query": 1:6: parse error: unexpected end of input
          1; the query is a scalar: ask for series, as in vector(1) == 1
          up[5m]; the query is a matrix: ask for series, as in vector(1) == 1
          """)
  void shouldSayThatItCannotBeAskedWhenTheQueryIsNone(String query, String why) {
    // When
    GateAnswer answer = ask(query, Result.EMPTY);

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            GateAnswer.CannotBeAsked.class, cannot -> assertThat(cannot.why()).startsWith(why));
  }

  @Test
  void shouldSayThatItCannotBeAskedWhenPrometheusHasGone() {
    // Given
    PrometheusServer mortal = PrometheusServer.create(Map.of(), List.of());
    mortal.close();

    // When
    GateAnswer answer = ask(mortal, "up == 1", Result.EMPTY);

    // Then
    assertThat(answer).isInstanceOf(GateAnswer.CannotBeAsked.class);
  }

  private GateAnswer ask(String query, Result wanted) {
    if (prometheus == null) {
      throw new IllegalStateException("not started");
    }
    return ask(prometheus, query, wanted);
  }

  private GateAnswer ask(PrometheusServer asked, String query, Result wanted) {
    return questions.ask(
        new GateSpec(
            "prometheus",
            null,
            null,
            null,
            null,
            null,
            null,
            new PrometheusGateSpec(asked.at("{address}"), query, wanted),
            null),
        ref);
  }
}
