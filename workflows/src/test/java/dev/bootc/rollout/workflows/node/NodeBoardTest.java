package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitRecovery;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitStaged;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdate.RecordFailure;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeBoardTest {
  private static final NodeRef REF = new NodeRef("workers", "uid-1", "node-1");
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00.123Z");

  private final NodeBoard board = new NodeBoard(REF);

  @Test
  void shouldSayFirstWhereTheNodeIsAndSinceWhenWhenItHasBeenThroughMuch() {
    // Given
    board.enter(NodeUpdate.begin(null), NOON);

    // When
    board.enter(new AwaitUpdate(DIGEST), NOON.plusSeconds(5));

    // Then
    assertThat(board.text())
        .isEqualTo(
            """
            ## Node `node-1` of pool `workers`

            Since 2026-11-30T12:00:05Z: is awaited on bbbbbbbbbbbb, back and Ready

            ### So far

            - 2026-11-30T12:00:00Z: goes on in its slot, if it has one
            - 2026-11-30T12:00:05Z: is awaited on bbbbbbbbbbbb, back and Ready
            """);
  }

  @Test
  void shouldNameFailureAndCommandWhenANodeWaitsForAPerson() {
    // When
    board.enter(
        new RecordFailure(Verdict.Outcome.AGENT_DEGRADED, DIGEST, "booted os@" + DIGEST), NOON);
    board.enter(new AwaitRecovery(), NOON);

    // Then
    assertThat(board.text())
        .contains(
            "Another attempt, once it is mended: `kubectl annotate bn node-1 bootc.dev/verdict-`")
        .contains(
            "Since 2026-11-30T12:00:00Z: failed: agent degraded: booted os@sha256:bbbbbbbbbbbb;"
                + " keeps its slot, cordoned")
        .contains("Z: failed: agent degraded: booted os@sha256:bbbbbbbbbbbb\n")
        .contains("Z: keeps its slot, cordoned, until it is back or tried again\n");
    assertThat(board.summary(new AwaitRecovery()))
        .startsWith("node-1 failed: agent degraded: booted os@sha256:bbbb")
        .hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void shouldNotRepeatTheFailureAtAnotherImageWhenThatIsAskedForSince() {
    // Given
    board.enter(new RecordFailure(Verdict.Outcome.AGENT_DEGRADED, DIGEST, "no boot"), NOON);
    board.enter(new AwaitStaged(), NOON);

    // When
    board.enter(new AwaitRecovery(), NOON);

    // Then
    assertThat(board.summary(new AwaitRecovery()))
        .startsWith("node-1 had its attempt at this image");
  }

  @Test
  void shouldForgetTheOldestStepsWhenANodeIsTriedAgainAndAgain() {
    // When
    for (int attempt = 0; attempt < 100; attempt++) {
      board.say("attempt " + attempt, NOON);
    }

    // Then
    assertThat(board.text()).doesNotContain("attempt 79").contains("attempt 80", "attempt 99");
  }
}
