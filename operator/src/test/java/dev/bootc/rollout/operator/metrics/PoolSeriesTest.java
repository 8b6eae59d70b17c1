package dev.bootc.rollout.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.metrics.Traces.Event;
import dev.bootc.rollout.operator.metrics.Traces.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
  void shouldCountPoolsBeyondTheBoundTogether() {
    // When
    IntStream.range(0, PoolMetrics.MOST_POOLS + 5).forEach(i -> count("pool-" + i));

    // Then
    assertThat(exposition.text())
        .contains("bootc_rollout_node_updates_total{pool=\"(others)\",verdict=\"NotBack\"} 5.0")
        .doesNotContain("pool=\"pool-" + PoolMetrics.MOST_POOLS + "\"");
    assertThat(series("bootc_rollout_node_updates_total")).hasSize(PoolMetrics.MOST_POOLS + 1);
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
