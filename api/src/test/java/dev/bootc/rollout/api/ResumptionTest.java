package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumptionTest {

  @ParameterizedTest
  @CsvSource({
    "Cancelled, run-1, true",
    "Cancelled, ' run-1 ', true",
    "Cancelled, run-2, false",
    "Cancelled, , false",
    "Rolling, run-1, false",
    "Completed, run-1, false"
  })
  void shouldGoOnWhenTheWordNamesTheRunThatWasCancelled(
      String phase, @Nullable String word, boolean wanted) {
    // Given
    BootcNodePool pool = pool(phase, word);

    // When
    boolean resumed = Resumption.isWanted(pool);

    // Then
    assertThat(resumed).isEqualTo(wanted);
  }

  @Test
  void shouldReadItAsSupersededWhenItIsToGoOn() {
    // When
    RolloutStatus read = Resumption.read(pool("Cancelled", "run-1")).orElseThrow();

    // Then
    assertThat(read.phase()).isEqualTo("Superseded");
    assertThat(read.runId()).isEqualTo("run-1");
    assertThat(read.pausedBy()).isEqualTo("signal of ada@laptop");
    assertThat(Resumption.read(pool("Cancelled", null)).orElseThrow().phase())
        .isEqualTo("Cancelled");
  }

  @Test
  void shouldGoOnWithNothingWhenThereWasNoRollout() {
    // Given
    BootcNodePool pool = pool("Cancelled", "run-1");
    pool.setStatus(null);

    // When, then
    assertThat(Resumption.isWanted(pool)).isFalse();
    assertThat(Resumption.read(pool)).isEmpty();
  }

  private static BootcNodePool pool(String phase, @Nullable String word) {
    BootcNodePool pool = new BootcNodePool();
    ObjectMetaBuilder metadata = new ObjectMetaBuilder().withName("workers");
    if (word != null) {
      metadata.addToAnnotations(BootcApi.RESUME, word);
    }
    pool.setMetadata(metadata.build());
    RolloutStatus rollout =
        new RolloutStatus(
            phase,
            "sha256:" + "a".repeat(64),
            1L,
            "rollout/workers",
            "run-1",
            null,
            "",
            "signal of ada@laptop",
            "",
            "2026-11-29T12:00:00Z",
            List.of(),
            List.of(),
            List.of(),
            List.of());
    pool.setStatus(
        new BootcNodePoolStatus(
            1L, null, null, null, null, 0, 0, 0, 0, List.of(), rollout, null, List.of()));
    return pool;
  }
}
