package dev.bootc.rollout.workflows.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The open workflows of nodes: one of an ID at a time, as Temporal has it. */
final class Updates {
  private final World world;
  private final NodeRun.Surroundings around;
  private final Map<String, NodeRun> open = new LinkedHashMap<>();

  Updates(World world, NodeRun.Surroundings around) {
    this.world = world;
    this.around = around;
  }

  List<String> open() {
    return List.copyOf(open.keySet());
  }

  boolean isOpen(String node) {
    return open.containsKey(node);
  }

  boolean anyMayTakeSlot() {
    return open.values().stream().anyMatch(NodeRun::mayTakeSlot);
  }

  Optional<NodeRun> of(String node) {
    return Optional.ofNullable(open.get(node));
  }

  /**
   * Starts one.
   *
   * @return false where one is open already
   */
  boolean start(String node, @Nullable String slotFor) {
    return open.putIfAbsent(node, new NodeRun(node, slotFor, around)) == null;
  }

  /**
   * Starts one that the rollout knows nothing of.
   *
   * @return false where one is open already
   */
  boolean startUnplanned(String node, String slotFor) {
    NodeRun run = new NodeRun(node, slotFor, around);
    run.isUnplanned();
    return open.putIfAbsent(node, run) == null;
  }

  /**
   * One request more of a node's update.
   *
   * @return the update, once it has ended
   */
  Optional<NodeRun> advance(String node) {
    NodeRun run = open.get(node);
    if (run == null) {
      return Optional.empty();
    }
    world.tell(node, run.advance());
    return run.isOver() ? Optional.ofNullable(open.remove(node)) : Optional.empty();
  }

  boolean cancel(String node) {
    NodeRun run = open.get(node);
    if (run != null) {
      run.cancel();
    }
    return run != null;
  }

  /** Somebody terminates it: it does nothing more, not even its compensation. */
  void terminate(String node) {
    open.remove(node);
  }

  void terminateAll() {
    open.clear();
  }

  void crashWith(Worker worker) {
    open.values().forEach(run -> run.crashWith(worker));
  }

  /** Nothing that is under way gets an answer. */
  void crashAll() {
    open.values().forEach(NodeRun::crash);
  }

  private boolean holdsSlot(String node) {
    return world.node(node).filter(SimulatedNode::holdsSlot).isPresent();
  }

  void wakeAll() {
    open.values().forEach(run -> run.stall(0));
  }

  /**
   * The first that holds a slot, or may take one for that image, and was not told to end. One that
   * holds none is known to the run that started it only; a later one says in the pool's status that
   * it was cancelled, and a slot is refused for that.
   */
  Optional<String> notCancelled(String image, List<String> known) {
    return open.entrySet().stream()
        .filter(entry -> !entry.getValue().isCancelled())
        .filter(entry ->
            (known.contains(entry.getKey()) && entry.getValue().mayTakeSlotFor(image))
                || holdsSlot(entry.getKey()))
        .filter(entry -> !entry.getValue().wasUnplanned())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
