package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalTest {

  @Test
  void shouldPreferTheLastErrorWhenSystemdSpeaksAfterIt() {
    // Given
    String journal =
        "layers already present: 40\nerror: Switching: no route\n\nbootc-rollout-stage.service: Failed with result 'exit-code'.\n";

    // When
    var line = Journal.lastError(journal);

    // Then
    assertThat(line).contains("error: Switching: no route");
  }

  @Test
  void shouldTakeTheLastLineWhenThereIsNoError() {
    // Given
    String journal = "Started.\nStopped.\n";

    // When
    var line = Journal.lastError(journal);

    // Then
    assertThat(line).contains("Stopped.");
  }

  @Test
  void shouldFindNothingWhenTheJournalIsEmpty() {
    // Given
    String journal = "\n";

    // When
    var line = Journal.lastError(journal);

    // Then
    assertThat(line).isEmpty();
  }
}
