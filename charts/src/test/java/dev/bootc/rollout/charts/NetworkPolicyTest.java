package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.chart.ChartInstallation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart's policies, read as a network plugin reads them. */
class NetworkPolicyTest {
  private static final int FRONTEND = 7233;
  private static final int WEB = 8233;
  private static final int OPERATORS_METRICS = 8080;
  private static final int AGENTS_METRICS = 8081;

  private static final Reach.Peer STRANGER = new Reach.Peer("shop", Map.of("app", "web"));
  private static final Reach.Peer NEIGHBOUR =
      new Reach.Peer(ChartInstallation.NAMESPACE, Map.of("app", "web"));
  private static final Reach.Peer MONITORING = new Reach.Peer("monitoring", Map.of());
  private static final Reach.Peer PLATFORM = new Reach.Peer("platform", Map.of());

  private final List<HasMetadata> everything = ChartCases.objects("everything");

  @ParameterizedTest
  @ValueSource(strings = {"default", "postgres"})
  void shouldLetNobodyButTheOperatorReachTemporalWhenNothingIsSaid(String name) {
    // Given
    List<HasMetadata> standard = ChartCases.objects(name);
    Reach reach = new Reach(standard);
    Pod temporal = pod(standard, "temporal");
    // When
    List<Reach.Peer> allowed =
        Stream.of(
                STRANGER,
                NEIGHBOUR,
                MONITORING,
                peer(standard, "agent"),
                peer(standard, "operator"))
            .filter(peer -> reach.allows(peer, temporal, FRONTEND))
            .toList();
    // Then
    assertThat(allowed).containsExactly(peer(standard, "operator"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "postgres"})
  void shouldLetNobodyReachAnyOtherPortOfTemporalWhenNothingIsSaid(String name) {
    // Given
    List<HasMetadata> standard = ChartCases.objects(name);
    Reach reach = new Reach(standard);
    Pod temporal = pod(standard, "temporal");
    Reach.Peer operator = peer(standard, "operator");
    // When
    IntStream reached =
        IntStream.rangeClosed(1, 65_535)
            .filter(port -> port != FRONTEND)
            .filter(port ->
                reach.allows(operator, temporal, port) || reach.allows(STRANGER, temporal, port));
    // Then
    assertThat(reached).isEmpty();
  }

  @Test
  void shouldListenForBrowsersOnLoopbackOnlyWhenNothingIsSaid() {
    // Given
    Pod temporal = pod(ChartCases.objects("default"), "temporal");
    // When
    List<String> arguments =
        temporal.getSpec().getContainers().stream()
            .flatMap(container -> container.getArgs().stream())
            .toList();
    // Then
    assertThat(arguments).contains("--ui-ip=127.0.0.1");
  }

  @Test
  void shouldNotOpenTemporalToWhoeverMayReadMetricsNorMetricsToWhoeverMayOpenTheWebUi() {
    // Given
    Reach reach = new Reach(everything);
    Pod temporal = pod(everything, "temporal");
    Pod operator = pod(everything, "operator");
    Pod agent = pod(everything, "agent");
    // When, then
    assertThat(reach.allows(MONITORING, operator, OPERATORS_METRICS)).isTrue();
    assertThat(reach.allows(MONITORING, agent, AGENTS_METRICS)).isTrue();
    assertThat(reach.allows(MONITORING, temporal, WEB)).isFalse();
    assertThat(reach.allows(MONITORING, temporal, FRONTEND)).isFalse();
    assertThat(reach.allows(PLATFORM, temporal, WEB)).isTrue();
    assertThat(reach.allows(PLATFORM, temporal, FRONTEND)).isFalse();
    assertThat(reach.allows(PLATFORM, operator, OPERATORS_METRICS)).isFalse();
    assertThat(reach.allows(STRANGER, agent, AGENTS_METRICS)).isFalse();
  }

  private static Pod pod(List<HasMetadata> chart, String component) {
    return PodsOfTheChart.all(chart).stream()
        .filter(pod ->
            component.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/component")))
        .findFirst()
        .orElseThrow();
  }

  private static Reach.Peer peer(List<HasMetadata> chart, String component) {
    Pod pod = pod(chart, component);
    return new Reach.Peer(pod.getMetadata().getNamespace(), pod.getMetadata().getLabels());
  }
}
