package dev.bootc.rollout.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettledTest {

  @Test
  void shouldSayThatNothingWasInFlightWhenNothingWas() {
    // When
    String text = new Settled("ada@laptop", List.of(), List.of(), List.of()).text("workers");

    // Then
    assertThat(text)
        .isEqualTo(
            "cancelled by ada@laptop; no node was in flight; not started again before the spec"
                + " changes, or by kubectl annotate bnp workers --overwrite bootc.dev/resume="
                + "\"$(kubectl get bnp workers -o jsonpath={.status.rollout.runId})\"");
  }

  @Test
  void shouldTellTheRestoredFromThoseThatWereNotWhenBothAre() {
    // When
    String text =
        new Settled(
                "ada@laptop",
                List.of("a", "b", "c", "d"),
                List.of("d"),
                List.of("e: its update has not come to its end"))
            .text("workers");

    // Then
    assertThat(text)
        .startsWith(
            "cancelled by ada@laptop; 4 in flight restored (a, b, c and 1 more); had leave to"
                + " reboot, and may come back from that: d; 1 not restored: e: its update has not"
                + " come to its end; not started again before the spec changes");
  }
}
