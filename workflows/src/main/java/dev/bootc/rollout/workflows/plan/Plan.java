package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do next, and why nothing else. Small whatever the pool's size, since it enters a history.
 *
 * @param phase where the rollout is
 * @param retarget nodes whose BootcNode does not ask for the target yet; it is written to all of
 *     them, so only their number matters
 * @param start nodes that may take a slot now, in this order
 * @param slotHolders nodes that hold a slot, by name
 * @param settled started nodes whose slot has been seen or is not needed any more
 * @param counts nodes by what they do
 * @param message one line: what happens, or why nothing does
 * @param pause who paused, while paused
 * @param inFlight slot holders for the status, oldest first, bounded
 * @param waiting why the other nodes wait, grouped and bounded
 * @param failed nodes whose attempt failed, bounded
 * @param lookAgainAt when the plan changes without any event; absent where only events matter
 */
public record Plan(
    RolloutPhase phase,
    int retarget,
    List<String> start,
    List<String> slotHolders,
    List<String> settled,
    Counts counts,
    String message,
    @Nullable Pause pause,
    List<NodeProgress> inFlight,
    List<WaitingNodes> waiting,
    List<NodeProgress> failed,
    @Nullable Instant lookAgainAt) {

  public Plan {
    start = List.copyOf(start);
    slotHolders = List.copyOf(slotHolders);
    settled = List.copyOf(settled);
    inFlight = List.copyOf(inFlight);
    waiting = List.copyOf(waiting);
    failed = List.copyOf(failed);
  }

  /**
   * Nodes by what they do; their sum is {@code total}.
   *
   * @param total nodes of the pool
   * @param updated run the target and hold no slot
   * @param inFlight hold a slot, or were started
   * @param staged may take a slot
   * @param preparing have not staged the target yet
   * @param failed had their attempt, or report an error outside a slot
   */
  public record Counts(
      int total, int updated, int inFlight, int staged, int preparing, int failed) {}
}
