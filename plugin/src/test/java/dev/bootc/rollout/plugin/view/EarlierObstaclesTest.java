package dev.bootc.rollout.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was in the way of a rollout is not in the way of the one of another image after it. */
class EarlierObstaclesTest {
  private static final Instant NOW = Instant.parse("2026-11-29T03:26:00Z");
  private static final OperatorLife ALIVE =
      OperatorLife.of(NOW.minusSeconds(2), Duration.ofSeconds(15));

  @Test
  void shouldSayNothingOfItsObstaclesWhenTheRolloutOfAnotherImageIsToCome() {
    // Given
    PoolView pool = PoolView.of(Pools.haltedBefore());

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(why)
        .contains("pool workers: RolloutInProgress", "  Nothing is in the way.")
        .noneMatch(line -> line.contains("Halted") || line.contains("retry"))
        .noneMatch(line -> line.contains("Failed") || line.contains("Waiting"));
    assertThat(StatusTable.lines(List.of(pool), NOW, Terminal.NONE).getLast())
        .doesNotContain("Halted");
    assertThat(pool.waitingCount()).isZero();
    assertThat(pool.pausedBy()).isNull();
  }

  @Test
  void shouldStillSayWhoHoldsASlotWhenTheRolloutIsOfAnotherImage() {
    // Given
    PoolView pool = PoolView.of(Pools.haltedBefore());

    // When
    List<NodeProgress> inFlight = pool.inFlight();

    // Then
    assertThat(inFlight).extracting(NodeProgress::node).containsExactly("worker-1");
  }
}
