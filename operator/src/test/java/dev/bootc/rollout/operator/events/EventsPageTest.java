package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventsPageTest {
  private static final Path PAGE = Path.of("../docs/reference/events.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Za-z]+)` \\| (?:Normal|Warning) \\| `([A-Za-z]+)` \\|");

  @Test
  void shouldHaveARowForEveryReasonThatIsNoKindOfWait() throws IOException {
    // Given
    List<String> reasons =
        new ArrayList<>(Arrays.stream(EventReason.values()).map(EventReason::text).toList());
    reasons.addAll(
        List.of(
            NodeConditions.STAGING,
            NodeConditions.STAGED,
            NodeConditions.REBOOTING,
            NodeConditions.REASON_IDLE,
            PoolConditions.NODE_DEGRADED,
            PoolConditions.NODE_CONFLICT,
            PoolConditions.ROLLOUT_HALTED,
            PoolConditions.INVALID_SPEC,
            PoolConditions.SECRET_ERROR,
            PoolConditions.TAG_RESOLUTION_ERROR));
    Arrays.stream(Verdict.Outcome.values())
        .filter(outcome -> outcome != Verdict.Outcome.UPDATED)
        .filter(outcome -> outcome != Verdict.Outcome.DRAIN_TIMED_OUT)
        .map(Verdict.Outcome::text)
        .forEach(reasons::add);

    // Then
    assertThat(rows().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(reasons);
  }

  @Test
  void shouldSpellEveryActionAsItIsTold() throws IOException {
    // Then
    assertThat(rows().map(row -> row.group(2)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventAction.values()).map(EventAction::text).toList());
  }

  private static Stream<MatchResult> rows() throws IOException {
    return Files.readAllLines(PAGE).stream().flatMap(line -> ROW.matcher(line).results());
  }
}
