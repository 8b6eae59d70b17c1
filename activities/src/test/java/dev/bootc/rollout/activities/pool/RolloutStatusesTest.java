package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutStatusesTest {
  private static final String BEGAN = "2026-01-01T12:00:00Z";

  @Test
  void shouldSayWhenItBeganOnceItIsOver() {
    // Given
    RolloutStatus rolling = status(RolloutPhase.ROLLING, "run-1", BEGAN, "new");

    // When
    RolloutStatus over =
        RolloutStatuses.following(rolling, status(RolloutPhase.COMPLETED, "run-1", null, "new"));
    RolloutStatus again =
        RolloutStatuses.following(over, status(RolloutPhase.COMPLETED, "run-1", null, "new"));

    // Then
    assertThat(over.startedAt()).isEqualTo(BEGAN);
    assertThat(again).isEqualTo(over);
    assertThat(over.earlierRuns()).isEmpty();
  }

  @Test
  void shouldKnowEachRunOfARolloutWhoseHistoryBecameTooLong() {
    // Given
    RolloutStatus one = status(RolloutPhase.ROLLING, "run-1", BEGAN, "new");

    // When
    RolloutStatus two =
        RolloutStatuses.following(one, status(RolloutPhase.ROLLING, "run-2", BEGAN, "new"));
    RolloutStatus three =
        RolloutStatuses.following(two, status(RolloutPhase.ROLLING, "run-3", BEGAN, "new"));
    RolloutStatus over =
        RolloutStatuses.following(three, status(RolloutPhase.CANCELLED, "run-3", null, "new"));

    // Then
    assertThat(over.earlierRuns()).containsExactly("run-2", "run-1");
    assertThat(List.of("run-1", "run-2", "run-3")).allMatch(over::isOfRun);
    assertThat(over.isOfRun("run-4")).isFalse();
  }

  @Test
  void shouldKnowNothingOfTheRolloutOfBefore() {
    // Given
    RolloutStatus before =
        status(RolloutPhase.COMPLETED, "run-1", BEGAN, "new").begun(BEGAN, List.of("run-0"));

    // When
    RolloutStatus next =
        RolloutStatuses.following(
            before, status(RolloutPhase.ROLLING, "run-2", "2026-01-01T13:00:00Z", "new"));
    RolloutStatus cancelledAtOnce =
        RolloutStatuses.following(before, status(RolloutPhase.CANCELLED, "run-2", null, "new"));
    RolloutStatus ofAnotherImage =
        RolloutStatuses.following(
            status(RolloutPhase.ROLLING, "run-1", BEGAN, "new"),
            status(RolloutPhase.CANCELLED, "run-2", null, "newer"));

    // Then
    assertThat(List.of(next, cancelledAtOnce, ofAnotherImage))
        .allSatisfy(status -> assertThat(status.earlierRuns()).isEmpty());
    assertThat(next.startedAt()).isEqualTo("2026-01-01T13:00:00Z");
    assertThat(cancelledAtOnce.startedAt()).isNull();
    assertThat(ofAnotherImage.startedAt()).isNull();
  }

  private static RolloutStatus status(
      RolloutPhase phase, String run, @Nullable String began, String digest) {
    return new RolloutStatus(
        phase.text(),
        digest,
        1L,
        "rollout/workers",
        run,
        began,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
