package dev.bootc.rollout.operator.metrics;

import static dev.bootc.rollout.operator.metrics.Objects.busy;
import static dev.bootc.rollout.operator.metrics.Objects.node;
import static dev.bootc.rollout.operator.metrics.Objects.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.metrics.Traces.Event;
import dev.bootc.rollout.operator.metrics.Traces.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TracesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<String, String> IN_SLOT =
      Map.of("in-reboot-slot", "", "slot-since", "2026-01-01T00:00:00Z");
  private static final Map<String, String> APPROVED =
      Map.of(
          "in-reboot-slot", "",
          "slot-since", "2026-01-01T00:00:00Z",
          "approved-at", "2026-01-01T00:01:30Z");

  @Test
  void shouldTellEachPartOfAnUpdateOnceWhenItIsOver() {
    // When
    List<Event> events =
        story(
            node("n", "p", Map.of(), busy("Idle")),
            node("n", "p", Map.of(), busy("Staging")),
            node("n", "p", Map.of(), busy("Staging")),
            node("n", "p", Map.of(), busy("Staged")),
            node("n", "p", IN_SLOT, busy("Staged")),
            node("n", "p", APPROVED, busy("Staged")),
            node("n", "p", APPROVED, busy("Rebooting")),
            node("n", "p", APPROVED, updated()),
            node(
                "n",
                "p",
                verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":240000"),
                updated()),
            node(
                "n",
                "p",
                verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":240000"),
                updated()));

    // Then
    assertThat(events)
        .containsExactly(
            new Event.Took(Step.STAGE, Duration.ofSeconds(20)),
            new Event.Took(Step.DRAIN, Duration.ofSeconds(90)),
            new Event.Ended(Verdict.Outcome.UPDATED),
            new Event.Took(Step.REBOOT, Duration.ofSeconds(150)),
            new Event.Took(Step.NODE, Duration.ofSeconds(240)));
  }

  @Test
  void shouldTellNothingOfWhatWasSoWhenItIsSeenForTheFirstTime() {
    // When
    List<Event> events =
        story(
            node(
                "n",
                "p",
                verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":1"),
                updated()),
            node(
                "n",
                "p",
                verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":1"),
                updated()));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void shouldCountNoDurationOfAStagingThatBeganUnseen() {
    // When
    List<Event> events =
        story(node("n", "p", Map.of(), busy("Staging")), node("n", "p", Map.of(), busy("Staged")));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void shouldCountNoTimeThatNobodyCanHaveTaken() {
    // When
    List<Event> events =
        story(
            node("n", "p", APPROVED, busy("Rebooting")),
            node(
                "n",
                "p",
                verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":9223372036854775807"),
                updated()));

    // Then
    assertThat(events)
        .contains(new Event.Ended(Verdict.Outcome.UPDATED))
        .noneMatch(
            event -> event instanceof Event.Took(Step step, Duration _) && step == Step.NODE);
  }

  @Test
  void shouldCountAFailureByItsVerdictAndNoDuration() {
    // When
    List<Event> events =
        story(
            node("n", "p", APPROVED, busy("Rebooting")),
            node("n", "p", verdict("NotBack", "2026-01-01T00:30:00Z", ""), busy("Rebooting")));

    // Then
    assertThat(events).containsExactly(new Event.Ended(Verdict.Outcome.NOT_BACK));
  }

  @Test
  void shouldCountAHostThatGoesBackAndNotItsReturn() {
    // Given
    Map<String, String> verdict = verdict("Updated", "2026-01-01T00:04:00Z", ",\"tookMillis\":9");

    // When
    List<Event> events =
        story(
            node("n", "p", verdict, updated()),
            node("n", "p", verdict, busy("Staged")),
            node("n", "p", verdict, updated()));

    // Then
    assertThat(events).containsExactly(new Event.Ended(Verdict.Outcome.ROLLED_BACK_BY_HOST));
  }

  private static Map<String, String> verdict(String outcome, String since, String more) {
    return Map.of(
        "verdict",
        "{\"outcome\":\"%s\",\"digest\":\"NEW\",\"attempt\":1,\"since\":\"%s\"%s}"
            .formatted(outcome, since, more));
  }

  /** Each state of the node ten seconds after the one before. */
  private static List<Event> story(BootcNode... states) {
    List<Event> events = new ArrayList<>();
    Traces before = null;
    Instant now = START;
    for (BootcNode state : states) {
      Traces after = Traces.of(state, before, now);
      if (before != null) {
        events.addAll(before.until(after, state, now));
      }
      before = after;
      now = now.plusSeconds(10);
    }
    return events;
  }
}
