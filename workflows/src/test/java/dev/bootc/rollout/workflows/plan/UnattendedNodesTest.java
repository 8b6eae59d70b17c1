package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnattendedNodesTest {
  private static final String POOL = "pool";
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final Slot OF_THE_GO_PROJECT = new Slot(null, false);
  private static final Slot OURS = new Slot(NOW, false);

  private UnattendedNodes unattended = UnattendedNodes.NONE;

  @Test
  void shouldNameAStartedNodeAgainAndAgainWhenItShowsNoSlot() {
    // Given
    Decision missing = decide(null, Set.of("node-1"));

    // When, Then
    assertThat(named(missing, 0)).isEmpty();
    assertThat(named(missing, 9)).isEmpty();
    assertThat(named(missing, 10)).containsExactly("node-1");
    assertThat(named(missing, 19)).isEmpty();
    assertThat(named(missing, 20)).containsExactly("node-1");
  }

  @Test
  void shouldNameASlotHolderOnceWhenItsRunHasNotStartedIt() {
    // Given
    Decision foreign = decide(OF_THE_GO_PROJECT, Set.of());

    // When, Then
    assertThat(named(foreign, 0)).isEmpty();
    assertThat(named(foreign, 10)).containsExactly("node-1");
    assertThat(named(foreign, 20)).isEmpty();
    assertThat(named(foreign, 300)).isEmpty();
  }

  @Test
  void shouldNameItAnewWhenItTakesAnotherSlot() {
    // Given
    Decision foreign = decide(OF_THE_GO_PROJECT, Set.of());
    named(foreign, 0);
    named(foreign, 10);

    // When
    named(decide(null, Set.of()), 11);

    // Then
    assertThat(named(foreign, 12)).isEmpty();
    assertThat(named(foreign, 22)).containsExactly("node-1");
  }

  @Test
  void shouldNotNameASlotHolderWhenAllAreBeingAdopted() {
    // Given
    Decision foreign = decide(OF_THE_GO_PROJECT, Set.of());

    // When
    unattended = unattended.adopted(foreign, NOW);

    // Then
    assertThat(named(foreign, 10)).isEmpty();
    assertThat(named(foreign, 20)).isEmpty();
  }

  @Test
  void shouldGoOnToWaitForTheSlotOfAStartedNodeWhenAllAreBeingAdopted() {
    // Given
    Decision missing = decide(null, Set.of("node-1"));
    named(missing, 0);

    // When
    unattended = unattended.adopted(missing, NOW.plusSeconds(5));

    // Then
    assertThat(named(missing, 9)).isEmpty();
    assertThat(named(missing, 10)).containsExactly("node-1");
  }

  @Test
  void shouldLeaveASlotHolderAloneWhenItsRunHasStartedIt() {
    // Given
    Decision ours = decide(OURS, Set.of("node-1"));

    // When, Then
    assertThat(named(ours, 0)).isEmpty();
    assertThat(named(ours, 60)).isEmpty();
  }

  private List<String> named(Decision decided, long seconds) {
    UnattendedNodes.Look look = unattended.look(decided, NOW.plusSeconds(seconds));
    unattended = look.next();
    return look.named();
  }

  private static Decision decide(@Nullable Slot slot, Set<String> started) {
    NodeView node =
        new NodeView(
            "node-1",
            IMAGE,
            NodeState.STAGED,
            "",
            Readiness.READY,
            null,
            slot != null,
            false,
            slot,
            null,
            null,
            NodeTimes.UNKNOWN,
            null,
            null,
            null);
    RolloutTarget target =
        new RolloutTarget(POOL, "uid-1", 1, IMAGE, MaxUnavailable.ONE, null, null);
    return RolloutPlanner.decide(
        new PoolView(target, List.of(node), started, null, new Surroundings(List.of(), List.of())),
        NOW);
  }
}
