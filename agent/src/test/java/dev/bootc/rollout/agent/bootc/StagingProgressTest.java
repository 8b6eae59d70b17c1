package dev.bootc.rollout.agent.bootc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagingProgressTest {
  private static final String PULLING =
      "{\"type\":\"ProgressBytes\",\"task\":\"pulling\",\"description\":\"Pulling Image: sha256:..\",\"id\":\"sha256:..\",\"bytesCached\":0,\"bytes\":352000000,\"bytesTotal\":817900000,\"stepsCached\":40,\"steps\":5,\"stepsTotal\":12,\"subtasks\":[{\"subtask\":\"layer\",\"id\":\"x\",\"bytes\":1,\"bytesTotal\":2}]}";

  @Test
  void shouldTellPercentLayersAndBytesWhenBootcPulls() {
    // Given
    String line = PULLING;

    // When
    Optional<StagingProgress> progress = StagingProgress.parse(line);

    // Then
    assertThat(progress.map(StagingProgress::spoken))
        .contains("pulling 43 %, 5 of 12 layers, 352.0 of 817.9 MB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"ProgressSteps\",\"task\":\"importing\",\"steps\":0,\"stepsTotal\":1}|importing",
        "{\"type\":\"ProgressSteps\",\"task\":\"staging\",\"steps\":1,\"stepsTotal\":3}|deploying",
        "{\"type\":\"ProgressBytes\",\"task\":\"pulling\",\"bytes\":7,\"bytesTotal\":0,\"steps\":3,\"stepsTotal\":0}|pulling",
        "{\"type\":\"ProgressBytes\",\"task\":\"pulling\",\"bytes\":-7,\"bytesTotal\":2000000}|pulling 0 %, 0.0 of 2.0 MB",
        "{\"type\":\"ProgressBytes\",\"task\":\"pulling\",\"bytes\":9,\"bytesTotal\":3,\"bytesCached\":null}|pulling 100 %, 0.0 of 0.0 MB",
      })
  void shouldTellWhatThereIsWhenTheRestIsMissing(String line, String spoken) {
    // Given a line

    // When
    Optional<StagingProgress> progress = StagingProgress.parse(line);

    // Then
    assertThat(progress.map(StagingProgress::spoken)).contains(spoken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "error: no space",
        "{\"type\":\"Start\",\"version\":\"0.1.0\"}",
        "{\"task\":\"dancing\",\"steps\":1}",
        "{\"task\":\"pulling\",\"bytes\":\"many\"}",
        "{\"task\":\"pulling\",\"bytes\":99999999999999999999999999}"
      })
  void shouldTellNothingWhenTheLineIsOfNoUse(String line) {
    // Given a line

    // When
    Optional<StagingProgress> progress = StagingProgress.parse(line);

    // Then
    assertThat(progress).isEmpty();
  }

  @Test
  void shouldTellNothingWhenTheLineIsCutAnywhere() {
    for (int length = 0; length < PULLING.length(); length++) {
      // Given
      String line = PULLING.substring(0, length);

      // When
      Optional<StagingProgress> progress = StagingProgress.parse(line);

      // Then
      assertThat(progress).as(line).isEmpty();
    }
  }
}
