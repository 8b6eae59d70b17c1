package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.TARGET;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One BootcNode that a policy does not let change. */
class RefusedTargetTest {
  private static final Map<String, String> REFUSED =
      Map.of("b", "policy freeze denied the request");

  @Test
  void shouldStartTheOthersAndNameTheNodeWhenItCannotBeGivenTheTarget() {
    // When
    Decision decision = decide(REFUSED, staged("a"), staged("b").desiring(OTHER), staged("c"));

    // Then
    assertThat(decision.orders().start()).containsExactly("a");
    assertThat(decision.orders().retarget()).isZero();
    assertThat(decision.report().message())
        .contains("1 waits: cannot be given 0123456789ab: policy freeze denied the request (b)");
  }

  @Test
  void shouldGiveItTheTargetFirstWhenTheRefusalIsForgotten() {
    // When
    Decision decision = decide(Map.of(), staged("a"), staged("b").desiring(OTHER));

    // Then
    assertThat(decision.orders().start()).isEmpty();
    assertThat(decision.orders().retarget()).isOne();
  }

  @Test
  void shouldBeBlockedWhenNothingElseIsLeft() {
    // When
    Decision decision = decide(REFUSED, updated("a"), staged("b").desiring(OTHER));

    // Then
    assertThat(decision.isComplete()).isFalse();
    assertThat(decision.report().phase()).isEqualTo(RolloutPhase.BLOCKED);
  }

  private static Decision decide(Map<String, String> refused, TestNode... nodes) {
    RolloutTarget target =
        new RolloutTarget("pool", "uid", 1, TARGET, MaxUnavailable.ONE, null, null);
    List<NodeView> views = List.of(nodes).stream().map(TestNode::view).toList();
    Surroundings surroundings = new Surroundings(List.of(), List.of(), refused, Set.of());
    return RolloutPlanner.decide(new PoolView(target, views, Set.of(), null, surroundings), NOW);
  }
}
