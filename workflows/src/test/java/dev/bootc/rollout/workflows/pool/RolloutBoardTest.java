package dev.bootc.rollout.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutBoardTest {
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final String SINCE = "2026-11-30T12:00:07Z";

  @Test
  void shouldSayWhatWhoWhySinceWhenAndWhatNextWhenADrainIsBlocked() {
    // Given
    RolloutTarget target =
        new RolloutTarget("workers", "uid-1", 3, IMAGE, MaxUnavailable.ONE, null, null)
            .askedBy("field manager ann,\nby spec.image.ref");
    BlockedBy held =
        new BlockedBy(
            BlockedBy.Kind.DRAIN_BLOCKED.text(),
            "Pod/shop/db-0",
            SINCE,
            "its budget lets none go",
            "kubectl get pdb -n shop",
            1,
            List.of("node-1"));
    Report report =
        new Report(
            RolloutPhase.ROLLING,
            new Report.Counts(3, 1, 1, 1, 0, 0),
            "1/3 updated",
            null,
            List.of(new NodeProgress("node-1", "draining", SINCE)),
            List.of(new WaitingNodes("budget 1 used up", 5, List.of("node-2"))),
            List.of(),
            List.of(held),
            false,
            null);

    // When
    String board = RolloutBoard.render(target, Instant.parse("2026-11-30T12:00:00Z"), report, null);

    // Then
    assertThat(board)
        .isEqualTo(
            """
            ## Pool `workers`: Rolling, held up by DrainBlocked

            1⁠/3 updated

            Image: `%s`

            Asked for by: field manager ann, by spec.image.ref

            - Started: 2026-11-30T12:00:00Z
            - Spec generation: 3
            - Max unavailable: 1
            - Nodes: 1 updated, 1 in flight, 1 staged, 0 preparing, 0 failed outside a slot, 3 in all

            ### Blocked by

            - **DrainBlocked**, Pod/shop/db-0, since 2026-11-30T12:00:07Z: its budget lets none go; nodes: 1 (node-1); **next:** `kubectl get pdb -n shop`

            ### In flight

            - **node-1**, since 2026-11-30T12:00:07Z: draining

            ### Waiting

            - budget 1 used up; nodes: 5 (node-2, …)
            """
                .formatted(IMAGE));
  }

  @Test
  void shouldSayTheWaysOnAndNothingTwiceWhenARolloutIsHalted() {
    // Given
    RolloutTarget target =
        new RolloutTarget("workers", "uid-1", 3, IMAGE, MaxUnavailable.ONE, null, null);
    NodeProgress inItsSlot = new NodeProgress("node-1", "failed: agent degraded: *boom*", SINCE);
    NodeProgress outside = new NodeProgress("node-2", "drain timed out", SINCE);
    Report report =
        new Report(
            RolloutPhase.HALTED,
            new Report.Counts(4, 0, 1, 2, 0, 1),
            "halted: node-1 (agent degraded); 0/4 updated",
            null,
            List.of(inItsSlot),
            List.of(
                new WaitingNodes(
                    "halted: node-1 (agent degraded)", 2, List.of("node-3", "node-4"))),
            List.of(new NodeProgress("node-1", "agent degraded: *boom*", SINCE), outside),
            List.of(
                new BlockedBy(
                    BlockedBy.Kind.HALTED.text(),
                    "Node/node-1",
                    SINCE,
                    "halted: node-1 (agent degr…",
                    "kubectl describe node/node-1",
                    1,
                    List.of("node-1"))),
            true,
            null);

    // When
    String board = RolloutBoard.render(target, Instant.parse("2026-11-30T12:00:00Z"), report, null);

    // Then
    assertThat(board)
        .contains("Nodes: 0 updated, 1 in flight (1 of them failed), 2 staged")
        .endsWith(
            """
            ### Blocked by

            - **Halted**, Node/node-1, since 2026-11-30T12:00:07Z: for the reason at the top; nodes: 1 (node-1); **next:** `kubectl describe node/node-1`

            ### Ways on

            - to look at the host of node-1: `kubectl debug node/node-1 -it --profile=sysadmin --image=busybox -- chroot /host`
            - to try node-1 again, once it is mended, and so for the others: `kubectl annotate bn node-1 bootc.dev/verdict-`
            - to undo this image, back to the one of before where one was completed: `kubectl annotate bnp workers --overwrite bootc.dev/undo="sha256:%s <why>"`
            - to roll out another image: `kubectl edit bnp workers`

            ### In flight

            - **node-1**, since 2026-11-30T12:00:07Z: failed: agent degraded: \\*boom\\*

            ### Failed

            - **node-2**, since 2026-11-30T12:00:07Z: drain timed out

            ### Waiting

            - for the reason at the top; nodes: 2 (node-3, node-4)
            """
                .formatted("b".repeat(64)));
  }
}
