package dev.bootc.rollout.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.text.Columns;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PoolTextTest {
  private static final Instant NOW = Instant.parse("2026-11-29T03:26:00Z");
  private static final OperatorLife ALIVE =
      OperatorLife.of(NOW.minusSeconds(2), Duration.ofSeconds(15));

  private static final String BLOCKED =
      """
      ,"message":"3/10 updated; 1 in flight","estimatedEnd":"2026-11-29T03:40:00Z",
      "startedAt":"2026-11-29T03:00:00Z",
      "inFlight":[{"node":"worker-3","state":"draining","since":"2026-11-29T03:12:00Z"}],
      "waiting":[{"reason":"budget 3 used up","count":6,"nodes":["worker-4","worker-5"]}],
      "blockedBy":[{"kind":"DrainBlocked","object":"Pod/shop/db-0",
      "since":"2026-11-29T03:12:00Z","message":"PDB db allows 0","nodeCount":1,
      "nodes":["worker-3"],"nextAction":"kubectl -n shop get pdb"}]
      """;

  @Test
  void shouldNameObjectSinceAndNextActionOfWhatIsInTheWay() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("Rolling", BLOCKED));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(why)
        .containsExactly(
            "pool workers: Rolling",
            "  why        3/10 updated; 1 in flight",
            "  Blocked by",
            "    DrainBlocked  Pod/shop/db-0  since 2026-11-29T03:12:00Z (14m)",
            "      PDB db allows 0",
            "      1 node: worker-3",
            "      next: kubectl -n shop get pdb",
            "  In flight",
            "    worker-3  draining  since 2026-11-29T03:12:00Z (14m)",
            "  Waiting",
            "    6  budget 3 used up  worker-4, worker-5, …");
  }

  @Test
  void shouldSayTheWaysOnWhenNoWaitingBringsItOn() {
    // Given
    PoolView pool =
        PoolView.of(
            Pools.rolling(
                "Halted",
                """
                ,"message":"halted: worker-3","failed":[{"node":"worker-3",
                "state":"agent degraded","since":"2026-11-29T03:12:00Z"}]
                """));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(why)
        .containsSubsequence(
            "  Ways on",
            "    to look at the host of worker-3",
            "      next: kubectl debug node/worker-3 -it --profile=sysadmin --image=busybox -- chroot /host",
            "    to try worker-3 again, once it is mended",
            "      next: kubectl annotate bn worker-3 bootc.dev/verdict-",
            "    to undo this image, back to the one of before where one was completed",
            "      next: kubectl annotate bnp workers --overwrite bootc.dev/undo=\"%s <why>\""
                .formatted(Pools.NEW),
            "    to roll out another image",
            "      next: kubectl edit bnp workers");
  }

  @Test
  void shouldSayOfEveryKindOfWaitItsObjectSinceAndNextAction() {
    // Given
    String entries =
        Arrays.stream(BlockedBy.Kind.values())
            .map(kind ->
                """
                {"kind":"%1$s","object":"Thing/%1$s","since":"2026-11-29T03:12:00Z",
                "message":"m","nodeCount":0,"nodes":[],"nextAction":"kubectl describe %1$s"}
                """
                    .formatted(kind.text()))
            .collect(Collectors.joining(",", ",\"blockedBy\":[", "]"));
    PoolView pool = PoolView.of(Pools.rolling("Rolling", entries));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    for (BlockedBy.Kind kind : BlockedBy.Kind.values()) {
      assertThat(why)
          .contains(
              "    %s  Thing/%s  since 2026-11-29T03:12:00Z (14m)"
                  .formatted(kind.text(), kind.text()),
              "      next: kubectl describe " + kind.text());
    }
  }

  @Test
  void shouldSayWhereItIsAtLength() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("Rolling", BLOCKED));

    // When
    List<String> status = PoolText.status(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(status)
        .contains(
            "  updated    3/10",
            "  in flight  1/3 allowed",
            "  waiting    6",
            "  started    since 2026-11-29T03:00:00Z (26m)",
            "  end        2026-11-29T03:40:00Z (in 14m)");
  }

  @Test
  void shouldSayThatNobodyHasLookedWhenThereIsNoOperator() {
    // Given
    PoolView pool = PoolView.of(Pools.pool("{}", "null"));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(why.getFirst()).isEqualTo("pool workers: says nothing yet");
    assertThat(why.get(1))
        .contains(
            "no operator has looked at the spec as it is now yet; if that stays: kubectl get pods");
  }

  @Test
  void shouldWrapButLeaveCommandsWholeWhenTheTerminalIsNarrow() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("Rolling", BLOCKED));
    Terminal narrow = Terminal.of(true, Map.of("COLUMNS", "40", "NO_COLOR", "1"));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, narrow);

    // Then
    assertThat(why).contains("      next: kubectl -n shop get pdb");
    assertThat(why)
        .filteredOn(line -> !line.contains("next: "))
        .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(40));
  }

  @Test
  void shouldPrintNothingThatDoesSomethingToATerminal() {
    // Given
    PoolView pool =
        PoolView.of(Pools.rolling("Paused", ",\"message\":\"paused by \\u001b[2J\\nann\""));

    // When
    List<String> why = PoolText.why(pool, ALIVE, NOW, Terminal.NONE);

    // Then
    assertThat(why.get(1)).isEqualTo("  why        paused by [2J ann");
  }

  @Test
  void shouldSayOfWhenItIsWhenNoOperatorIsAlive() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("Rolling", ""));
    OperatorLife dead = OperatorLife.of(NOW.minusSeconds(240), Duration.ofSeconds(15));

    // When
    List<String> why = PoolText.why(pool, dead, NOW, Terminal.NONE);

    // Then
    assertThat(why)
        .contains(
            "  No operator is alive",
            "      the last sign of one is of 2026-11-29T03:22:00Z (4m ago): what stands here is what"
                + " was so then",
            "      next: " + OperatorLife.NEXT)
        .noneMatch(line -> line.contains("Nothing is in the way"));
    assertThat(
            PoolText.why(
                pool, OperatorLife.unknown("its Lease is not allowed to you"), NOW, Terminal.NONE))
        .contains(
            "  operator   whether one is alive is not known: its Lease is not allowed to you");
  }

  @Test
  void shouldFitEightyColumnsWithUsualNamesAndCutNothingButTheReason() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("WaitingForApproval", BLOCKED));
    Terminal usual = Terminal.of(true, Map.of("COLUMNS", "80", "NO_COLOR", "1"));

    // When
    List<String> lines = StatusTable.lines(List.of(pool), NOW, usual);

    // Then
    assertThat(lines).allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(80));
    assertThat(lines.getLast())
        .contains("workers", "WaitingForApproval", "3/10", "1/3", "DrainBlocked", "in 14m", "…");
  }

  @Test
  void shouldListAllPoolsInTheWordsOfKubectl() {
    // Given
    PoolView pool = PoolView.of(Pools.rolling("Rolling", BLOCKED));

    // When
    List<String> lines = StatusTable.lines(List.of(pool), NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .containsExactly(
            "POOL     IMAGE                     PHASE    UPDATED  IN-FLIGHT  WAITING  BLOCKED"
                + "       END     WHY",
            "workers  node@sha256:222222222222  Rolling  3/10     1/3        6        DrainBlocked"
                + "  in 14m  3/10 updated; 1 in flight");
  }
}
