package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevokedApprovalTest {
  private static final Instant REVOKED = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "true,  false, PT0S,    false",
    "false, false, PT0S,    true",
    "false, false, PT29S,   true",
    "false, false, PT30S,   false",
    "true,  true,  PT0S,    true",
    "false, true,  PT1M,    true",
    "true,  true,  PT1M59S, true",
    "true,  true,  PT2M,    false",
    "false, false, PT-1M,   true"
  })
  void shouldKeepTheCordonAsLongAsTheHostMayGoDown(
      boolean heard, boolean rebooting, Duration later, boolean keeps) {
    // Given
    RevokedApproval revoked = new RevokedApproval(REVOKED, heard, rebooting);

    // When, then
    assertThat(revoked.mayBeCarriedOut(REVOKED.plus(later)).isPresent()).isEqualTo(keeps);
  }

  @Test
  void shouldSayWhomItStillWaitsFor() {
    // When, then
    assertThat(new RevokedApproval(REVOKED, false, true).mayBeCarriedOut(REVOKED))
        .contains("its host was rebooting when the approval was taken back");
    assertThat(new RevokedApproval(REVOKED, false, false).mayBeCarriedOut(REVOKED))
        .contains("its agent has not heard yet that the approval was taken back");
  }
}
