package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.playground.bench.VerbTimes.Way;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerbTimesTest {
  private final VerbTimes times = new VerbTimes();

  @Test
  void shouldShowMedianAndWorstOfEachVerbAndWayWhenTheyWereToldSeveralTimes() {
    // Given
    times.add("pause", Way.UPDATE, Duration.ofMillis(400));
    times.add("pause", Way.KUBECTL, Duration.ofMillis(1_250));
    times.add("pause", Way.UPDATE, Duration.ofMillis(200));
    times.add("pause", Way.UPDATE, Duration.ofMillis(900));

    // When
    String text = times.text();

    // Then
    assertThat(text)
        .isEqualTo(
            """
            | | way | median | worst | times |
            |---|---|---|---|---|
            | pause | Temporal update | 0.40 s | 0.90 s | 3 |
            | pause | kubectl | 1.25 s | 1.25 s | 1 |
            """);
  }
}
