package dev.bootc.rollout.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.metrics.Traces.Event;
import dev.bootc.rollout.operator.metrics.Traces.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which series there are, and when they go. */
final class PoolSeriesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private final Exposition exposition = new Exposition();
  private final PoolGauges gauges = new PoolGauges(exposition.registry());
  private final PoolCounters counters = new PoolCounters(exposition.registry());

  @Test
  void shouldTellNothingOfAPoolOnceItIsGone() {
    // Given
    gauges.show(2, List.of(figures("a"), figures("b")));
    List.of("a", "b").forEach(this::count);

    // When
    gauges.show(1, List.of(figures("b")));
    counters.keep(Set.of("b"));

    // Then
    assertThat(exposition.text()).doesNotContain("pool=\"a\"").contains("pool=\"b\"");
  }

  @Test
  void shouldTellNothingOfPoolsOnceItIsClosed() {
    // Given
    gauges.show(1, List.of(figures("a")));
    count("a");

    // When
    gauges.close();
    counters.close();
    count("a");

    // Then
    assertThat(exposition.text()).doesNotContain("bootc_rollout_");
  }

  @Test
  void shouldBeginAtNothingWhenThePoolIsMadeAgain() {
    // Given
    count("a");
    counters.keep(Set.of());

    // When
    count("a");

    // Then
    assertThat(exposition.text())
        .contains("bootc_rollout_node_updates_total{pool=\"a\",verdict=\"NotBack\"} 1.0");
  }

  @Test
  void shouldShowAllThatCanBeCountedAtNothingBeforeItHappens() {
    // When
    counters.keep(Set.of("a"));

    // Then
    assertThat(exposition.text())
        .contains(
            Arrays.stream(Verdict.Outcome.values())
                .map(verdict ->
                    "bootc_rollout_node_updates_total{pool=\"a\",verdict=\"%s\"} 0.0"
                        .formatted(verdict.text()))
                .toList())
        .contains("bootc_rollout_rollouts_total{outcome=\"Completed\",pool=\"a\"} 0.0")
        .doesNotContain("outcome=\"Rolling\"")
        .contains("bootc_rollout_step_duration_seconds_count{pool=\"a\",step=\"reboot\"} 0");
  }

  @Test
  void shouldCountThoseThatGaugesShowAndTheOthersTogether() {
    // Given
    Set<String> names =
        IntStream.range(0, PoolMetrics.MOST_POOLS + 2)
            .mapToObj("pool-%03d"::formatted)
            .collect(Collectors.toSet());

    // When
    counters.keep(names);
    List.of("pool-000", "pool-101").forEach(this::count);

    // Then
    assertThat(exposition.text())
        .contains("bootc_rollout_node_updates_total{pool=\"pool-000\",verdict=\"NotBack\"} 1.0")
        .contains("bootc_rollout_node_updates_total{pool=\"(others)\",verdict=\"NotBack\"} 1.0")
        .doesNotContain("pool=\"pool-101\"");

    // When
    names.remove("pool-005");
    counters.keep(names);

    // Then
    assertThat(exposition.text()).contains("pool=\"pool-100\"").doesNotContain("pool=\"pool-005\"");
  }

  @Test
  void shouldCountPoolsBeyondTheBoundTogether() {
    // When
    IntStream.range(0, PoolMetrics.MOST_POOLS + 5).forEach(i -> count("pool-" + i));

    // Then
    assertThat(exposition.text())
        .contains("bootc_rollout_node_updates_total{pool=\"(others)\",verdict=\"NotBack\"} 5.0")
        .doesNotContain("pool=\"pool-" + PoolMetrics.MOST_POOLS + "\"");
    assertThat(series("bootc_rollout_node_updates_total"))
        .hasSize(PoolMetrics.MOST_POOLS * Verdict.Outcome.values().length + 1);
  }

  @Test
  void shouldTakeANameOfAnyLengthThatKubernetesAllows() {
    // Given
    String longest = "p".repeat(253);

    // When
    gauges.show(1, List.of(figures(longest)));

    // Then
    assertThat(exposition.text()).contains("bootc_rollout_slots{pool=\"" + longest + "\"} 0.0");
  }

  private void count(String pool) {
    counters.count(pool, new Event.Ended(Verdict.Outcome.NOT_BACK));
    counters.count(pool, new Event.Took(Step.NODE, Duration.ofSeconds(7)));
    counters.ended(pool, RolloutPhase.COMPLETED);
  }

  private List<String> series(String name) {
    return exposition.text().lines().filter(line -> line.startsWith(name + "{")).toList();
  }

  private static PoolFigures figures(String pool) {
    return PoolFigures.of(
        Objects.pool(pool, "{targetDigest: NEW, rollout: {phase: Rolling}}"), List.of(), NOW);
  }
}
