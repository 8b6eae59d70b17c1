package dev.bootc.rollout.workflows.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool as observed at one moment.
 *
 * @param target what the pool asks for
 * @param nodes every node of the pool, by name
 * @param started nodes that the workflow started and whose end has not been seen; they count as
 *     taken
 * @param pause present while somebody paused by signal
 * @param surroundings what else of the cluster matters
 */
public record PoolView(
    RolloutTarget target,
    List<NodeView> nodes,
    Set<String> started,
    @Nullable Pause pause,
    Surroundings surroundings) {
  public PoolView {
    nodes = nodes.stream().sorted(Comparator.comparing(NodeView::name)).toList();
    started = Set.copyOf(started);
  }

  /** The same pool, of which something else is seen. */
  public PoolView with(RolloutTarget other, List<NodeView> seen, Set<String> remembered) {
    return new PoolView(other, seen, remembered, pause, surroundings);
  }
}
