package dev.bootc.rollout.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTextTest {
  private static final Instant NOW = Instant.parse("2026-11-29T03:26:00Z");
  private static final String STAGED =
      """
      {"booted":{"image":"registry.example.com/os/node@%1$s","imageDigest":"%1$s","version":"1.4"},
      "conditions":[{"type":"Idle","status":"False","reason":"Staged",
      "lastTransitionTime":"2026-11-29T03:10:00Z","message":"waits for the approval"}]}
      """
          .formatted(Pools.OLD);

  @Test
  void shouldSayWhatHoldsANodeInItsSlot() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node(
                """
                {"bootc.dev/in-reboot-slot":"","bootc.dev/slot-since":"2026-11-29T03:12:00Z",
                "bootc.dev/waits-for":"pod shop/db-0, PDB db allows 0"}
                """,
                STAGED),
            new NodeCordon(true, "workers", "2026-11-29T03:12:00Z", "True"),
            PoolView.of(
                Pools.rolling(
                    "Rolling",
                    """
                    ,"inFlight":[{"node":"worker-3","state":"draining",
                    "since":"2026-11-29T03:12:00Z"}],
                    "blockedBy":[{"kind":"DrainBlocked","object":"Pod/shop/db-0",
                    "since":"2026-11-29T03:12:00Z","message":"PDB db allows 0","nodeCount":1,
                    "nodes":["worker-3"],"nextAction":"kubectl -n shop get pdb"},
                    {"kind":"NodeFailed","object":"Node/worker-9","message":"m","nodeCount":1,
                    "nodes":["worker-9"],"nextAction":"kubectl describe node/worker-9"}]
                    """)));

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .containsExactly(
            "node worker-3 of pool workers: Staged",
            "  runs       1.4  registry.example.com/os/node@" + Pools.OLD,
            "  wanted     Staged  registry.example.com/os/node@" + Pools.NEW,
            "  agent      Staged: waits for the approval  not idle since 2026-11-29T03:10:00Z (16m)",
            "  slot       held  since 2026-11-29T03:12:00Z (14m)",
            "  rollout    draining  since 2026-11-29T03:12:00Z (14m)",
            "  node       Ready=True, cordoned by the rollout of workers since"
                + " 2026-11-29T03:12:00Z (14m)",
            "  held by    drain: pod shop/db-0, PDB db allows 0",
            "  Blocked by",
            "    DrainBlocked  Pod/shop/db-0  since 2026-11-29T03:12:00Z (14m)",
            "      PDB db allows 0",
            "      1 node: worker-3",
            "      next: kubectl -n shop get pdb");
  }

  @Test
  void shouldSaySinceWhenAnAgentReportsAnErrorWhoseNameBeginsLikeAStep() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node(
                "{}",
                """
                {"conditions":[{"type":"Degraded","status":"True","reason":"StagingFailed",
                "lastTransitionTime":"2026-11-29T03:10:00Z","message":"no space"}]}
                """),
            null,
            null);

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .contains("  agent      StagingFailed: no space  since 2026-11-29T03:10:00Z (16m)");
  }

  @Test
  void shouldNameTheGroupThatItWaitsWith() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node("{}", STAGED),
            null,
            PoolView.of(
                Pools.rolling(
                    "Rolling",
                    ",\"waiting\":[{\"reason\":\"budget 3 used"
                        + " up\",\"count\":1,\"nodes\":[\"worker-3\"]}]")));

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines).contains("  slot       none", "  waits      budget 3 used up");
  }

  @Test
  void shouldNotGuessWhenTwoGroupsDoNotNameAllTheirNodes() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node("{}", STAGED),
            null,
            PoolView.of(
                Pools.rolling(
                    "Rolling",
                    """
                    ,"waiting":[{"reason":"budget 3 used up","count":20,"nodes":["worker-1"]},
                    {"reason":"not Ready","count":3,"nodes":["worker-2"]}]
                    """)));

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .contains(
            "  waits      for one of these, of which the pool names the first nodes only:",
            "      budget 3 used up",
            "      not Ready");
  }

  @Test
  void shouldShowAnObstacleThatNamesItsFirstNodesOnly() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node("{}", STAGED),
            null,
            PoolView.of(
                Pools.rolling(
                    "Rolling",
                    """
                    ,"blockedBy":[{"kind":"AgentSilent","object":"Node/worker-1","message":"m",
                    "nodeCount":40,"nodes":["worker-1","worker-2"],"nextAction":"kubectl get pods"}]
                    """)));

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .contains(
            "  Perhaps also, as these name their first nodes only",
            "    AgentSilent  Node/worker-1");
  }

  @Test
  void shouldSayHowTheLastAttemptEndedAndHowToRepeatIt() {
    // Given
    NodeWhy node =
        NodeWhy.of(
            Pools.node(
                """
                {"bootc.dev/verdict":"{\\"outcome\\":\\"DrainTimedOut\\",\\"digest\\":\\"%s\\",\
                \\"attempt\\":1,\\"since\\":\\"2026-11-29T03:12:00Z\\",\\"message\\":\\"pod left\\"}"}
                """
                    .formatted(Pools.NEW),
                STAGED),
            null,
            null);

    // When
    List<String> lines = NodeText.lines(node, NOW, Terminal.NONE);

    // Then
    assertThat(lines)
        .contains(
            "  verdict    drain timed out at attempt 1: pod left  since 2026-11-29T03:12:00Z (14m)",
            "      next: kubectl bootc retry worker-3");
  }
}
