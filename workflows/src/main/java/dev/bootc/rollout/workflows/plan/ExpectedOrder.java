package dev.bootc.rollout.workflows.plan;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who is started before whom if nothing gets in the way: the order by which {@link RolloutPlanner}
 * asks, for whoever wants to know it beforehand.
 */
public final class ExpectedOrder {
  private static final Set<Standing> TO_COME = EnumSet.of(Standing.STAGED, Standing.PREPARING);

  private ExpectedOrder() {}

  /** Names of the nodes that are to be started yet, staged or not, the first one first. */
  public static List<String> of(PoolView observed) {
    Situation situation = Situation.of(observed);
    return Turns.in(situation)
        .inOrder(
            situation.nodes().stream().filter(node -> TO_COME.contains(situation.standingOf(node))),
            observed.target().order())
        .stream()
        .map(NodeView::name)
        .toList();
  }
}
