package dev.bootc.rollout.workflows.plan;

import java.util.List;

/**
 * What is to be done next. Small whatever the pool's size, since it enters a history.
 *
 * @param retarget nodes whose BootcNode is to be given the target now; whoever writes it finds them
 *     itself, so only their number matters
 * @param start nodes that may take a slot now, in this order
 * @param adopt nodes in flight whose updates are to be started again, by name: nearly all run
 * @param settled started nodes whose end has been seen
 */
public record Orders(int retarget, List<String> start, List<String> adopt, List<String> settled) {

  public Orders {
    start = List.copyOf(start);
    adopt = List.copyOf(adopt);
    settled = List.copyOf(settled);
  }

  /** Whether somebody waits for them to be carried out. */
  public boolean areUrgent() {
    return retarget > 0 || !start.isEmpty() || !adopt.isEmpty();
  }
}
