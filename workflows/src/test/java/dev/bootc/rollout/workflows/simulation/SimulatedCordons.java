package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Cordons with the mark of a slot, and lifts what carries it, one request at a time. */
final class SimulatedCordons {
  private final Engine engine;

  SimulatedCordons(Engine engine) {
    this.engine = engine;
  }

  /** Whose cordon is on the Node in the end. */
  enum Cordon {
    OURS,
    FOREIGN,
    NO_NODE
  }

  Turn cordon(SimulatedNode node, NodeObject seen, Instant since, Function<Cordon, Turn> then) {
    Instant mark = engine.slips(Slip.CORDONS_WITHOUT_A_MARK) ? null : since;
    boolean done =
        node.patch(
            live -> live.uid() == seen.uid() && !live.unschedulable(),
            live -> live.cordoned(true).marked(mark));
    return new Turn.Wrote(() ->
        done || engine.slips(Slip.CORDONS_WITHOUT_A_TEST)
            ? then.apply(Cordon.OURS)
            : byWhatIsThere(node, seen, since, then));
  }

  private static Turn byWhatIsThere(
      SimulatedNode node, NodeObject seen, Instant since, Function<Cordon, Turn> then) {
    Optional<NodeObject> there = node.node().filter(live -> live.uid() == seen.uid());
    if (there.isEmpty()) {
      return then.apply(Cordon.NO_NODE);
    }
    NodeObject found = there.get();
    if (found.unschedulable() && found.mark() == null) {
      return then.apply(Cordon.FOREIGN);
    }
    return new Turn.Wrote(() -> {
      mustPatch(node, found, found.cordoned(true).marked(since));
      return new Turn.Wrote(() -> then.apply(Cordon.OURS));
    });
  }

  /**
   * Lifts the cordon of a slot that ends, and no other.
   *
   * @param then is told of the Node where somebody has lifted it already: its mark is still there
   */
  Turn lift(SimulatedNode node, BootcNodeObject holder, Function<Optional<NodeObject>, Turn> then) {
    BootcNodeObject.Slot slot = Objects.requireNonNull(holder.slot());
    if (engine.slips(Slip.LIFTS_WHATEVER_CORDON_THERE_IS)
        || (engine.slips(Slip.LIFTS_BY_THE_NOTE_ON_THE_SLOT) && !slot.wasCordoned())) {
      node.patch(live -> true, live -> live.cordoned(false).marked(null));
      return new Turn.Wrote(() -> then.apply(Optional.empty()));
    }
    boolean done =
        node.patch(
            live ->
                live.uid() == holder.marks().nodeUid()
                    && live.unschedulable()
                    && slot.since().equals(live.mark()),
            live -> live.cordoned(false).marked(null));
    return new Turn.Wrote(
        () -> done ? then.apply(Optional.empty()) : liftIfOurs(node, holder, then));
  }

  private static Turn liftIfOurs(
      SimulatedNode node, BootcNodeObject holder, Function<Optional<NodeObject>, Turn> then) {
    Optional<NodeObject> there =
        node.node()
            .filter(live -> live.uid() == holder.marks().nodeUid())
            .filter(live -> live.mark() != null);
    boolean lifted = there.filter(live -> !live.unschedulable()).isPresent();
    if (there.isEmpty() || lifted) {
      return then.apply(there);
    }
    return new Turn.Wrote(() -> {
      mustPatch(node, there.get(), there.get().cordoned(false).marked(null));
      return new Turn.Wrote(() -> then.apply(Optional.empty()));
    });
  }

  /** A cordon that carries the mark of a slot which is not held any more. */
  static void liftOrphan(SimulatedNode node, NodeObject seen) {
    node.patch(live -> isAs(seen, live), live -> live.cordoned(false).marked(null));
  }

  private static void mustPatch(SimulatedNode node, NodeObject from, NodeObject to) {
    boolean done =
        node.patch(
            live -> isAs(from, live), live -> live.cordoned(to.unschedulable()).marked(to.mark()));
    if (!done) {
      throw new Conflict(node.name);
    }
  }

  private static boolean isAs(NodeObject seen, NodeObject live) {
    return live.uid() == seen.uid()
        && live.unschedulable() == seen.unschedulable()
        && Objects.equals(live.mark(), seen.mark());
  }
}
