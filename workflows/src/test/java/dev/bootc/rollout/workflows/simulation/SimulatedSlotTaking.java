package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Slot.Next;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.SlotDecision;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Marks;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes slots, one request at a time: asks, marks, counts, cordons. */
final class SimulatedSlotTaking {
  /** Whoever says that a node is to be started may have seen more than a worker has by now. */
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(1);

  private final World world;
  private final Engine engine;

  SimulatedSlotTaking(World world, Engine engine) {
    this.world = world;
    this.engine = engine;
  }

  Turn takeSlot(Worker worker, String name, @Nullable String slotFor) {
    Optional<BootcNodeObject> known = worker.bootcNode(name);
    return known.isEmpty() ? gone() : takeSlot(worker, name, slotFor, known.get());
  }

  private Turn takeSlot(
      Worker worker, String name, @Nullable String slotFor, BootcNodeObject known) {
    Optional<SimulatedNode> there = world.node(name);
    Optional<NodeObject> node =
        schedulable(worker, name, known).or(() -> there.flatMap(SimulatedNode::node));
    if (there.isEmpty() || node.isEmpty()) {
      return gone();
    }
    SeenNode seen = Sight.seen(known, node.get());
    SlotDecision decision = engine.slot().of(seen, worker.pool().wish(), slotFor);
    if (mayBeBehind(decision, there.get(), known)) {
      return decideOnLive(worker, there.get(), slotFor);
    }
    return switch (decision) {
      case SlotDecision.Refuse(String why) -> answer(Next.NOT_STARTED, seen, why);
      case SlotDecision.Await() -> answer(Next.AWAIT_UPDATE, seen, "approved before");
      case SlotDecision.Keep(boolean foreignCordonIsGone) ->
          seen.cordoned() && !slot(known).wasCordoned()
              ? keep(worker, there.get(), known, foreignCordonIsGone)
              : count(
                  worker,
                  there.get(),
                  known,
                  () -> keep(worker, there.get(), known, foreignCordonIsGone));
      case SlotDecision.Take() ->
          there.get().bootcNode().isPresent() || engine.slips(Slip.TAKES_NOT_FOUND_FOR_SUCCESS)
              ? ask(worker, there.get(), known, seen.cordoned(), world.now())
              : gone();
    };
  }

  /** A slot is taken by a write with a precondition; for all else a cache will not do. */
  private boolean mayBeBehind(SlotDecision decision, SimulatedNode node, BootcNodeObject known) {
    boolean believed =
        switch (decision) {
          case SlotDecision.Take() -> true;
          case SlotDecision.Await() -> true;
          case SlotDecision.Keep keep -> engine.slips(Slip.KEEPS_A_SLOT_FROM_A_CACHE);
          case SlotDecision.Refuse refuse -> false;
        };
    return !believed && node.bootcNode().filter(known::equals).isEmpty();
  }

  private Turn decideOnLive(Worker worker, SimulatedNode node, @Nullable String slotFor) {
    Optional<BootcNodeObject> live = node.bootcNode();
    return live.isEmpty() ? gone() : takeSlot(worker, node.name, slotFor, live.get());
  }

  /** A cordon from a cache may be that of the previous slot; that there is none is tested later. */
  private Optional<NodeObject> schedulable(Worker worker, String name, BootcNodeObject known) {
    return known.slot() != null
        ? Optional.empty()
        : worker
            .node(name)
            .filter(node -> !node.unschedulable() || engine.slips(Slip.BELIEVES_A_CACHED_CORDON));
  }

  private Turn ask(
      Worker worker, SimulatedNode node, BootcNodeObject known, boolean cordoned, Instant asked) {
    Optional<String> refusal =
        engine.slips(Slip.TAKES_A_SLOT_UNASKED)
            ? Optional.empty()
            : engine.admission(worker.view(), world.now()).refusal(node.name, List.of());
    if (refusal.isEmpty()) {
      return take(worker, node, known, cordoned && isStillCordoned(node));
    }
    return asked.plus(CATCHES_UP_WITHIN).isAfter(world.now())
        ? new Turn.Wrote(() -> ask(worker, node, known, cordoned, asked))
        : notStarted(known, refusal.get());
  }

  private boolean isStillCordoned(SimulatedNode node) {
    return node.isCordoned() || engine.slips(Slip.BELIEVES_A_CACHED_CORDON);
  }

  private Turn take(Worker worker, SimulatedNode node, BootcNodeObject known, boolean cordoned) {
    if (engine.slips(Slip.CORDONS_BEFORE_THE_SLOT) && !cordoned) {
      node.cordon();
      return new Turn.Wrote(() -> {
        record(worker, node, known, false);
        return new Turn.Wrote(() -> look(worker, node));
      });
    }
    if (node.bootcNode().isEmpty()) {
      // Only who takes that for success comes here.
      return new Turn.Wrote(() -> cordoned ? look(worker, node) : cordonInSlot(worker, node));
    }
    BootcNodeObject marked = record(worker, node, known, cordoned);
    return new Turn.Wrote(() ->
        count(
            worker,
            node,
            marked,
            () -> cordoned ? look(worker, node) : cordonInSlot(worker, node)));
  }

  private BootcNodeObject record(
      Worker worker, SimulatedNode node, BootcNodeObject known, boolean cordoned) {
    BootcNodeObject from =
        engine.slips(Slip.TAKES_A_SLOT_WITHOUT_PRECONDITION)
            ? node.bootcNode().orElse(known)
            : known;
    DrainSince drain = new DrainSince(world.now(), from.spec().desiredDigest());
    Marks marks = from.marks().holding(new Slot(world.now(), cordoned, drain));
    return worker.remember(node.name, node.change(from, from.spec(), marks));
  }

  /** Whoever has marked its slot waits until it sees that, counts, and may have to give it back. */
  private Turn count(
      Worker worker, SimulatedNode node, BootcNodeObject marked, Supplier<Turn> then) {
    if (!engine.slips(Slip.COUNTS_BEFORE_ITS_MARK_IS_SEEN) && !worker.sees(node.name, marked)) {
      return new Turn.Waits();
    }
    Optional<String> objection =
        engine.slips(Slip.COUNTS_NOBODY)
            ? Optional.empty()
            : engine.admission(countedBy(worker, node, marked), world.now()).objection(node.name);
    if (objection.isPresent()) {
      unmark(node, marked);
      return new Turn.Wrote(() -> notStarted(marked, objection.get()));
    }
    world.counted(node.name);
    return then.get();
  }

  /** This very slot, whatever else was written to the node meanwhile. */
  private void unmark(SimulatedNode node, BootcNodeObject marked) {
    node.bootcNode()
        .filter(live -> Objects.equals(live.slot(), marked.slot()))
        .ifPresent(live -> {
          world.marked(node.name);
          node.change(live, live.spec(), live.marks().holding(null));
        });
  }

  /** The worker's view with the mark, which it may not have been told of where it does not wait. */
  private static PoolView countedBy(Worker worker, SimulatedNode node, BootcNodeObject marked) {
    PoolView view = worker.view();
    return view.with(
        view.target(),
        view.nodes().stream()
            .map(other ->
                other.name().equals(node.name)
                    ? Sight.view(node.name, marked, worker.node(node.name).orElse(null))
                    : other)
            .toList(),
        view.started());
  }

  private static Turn notStarted(BootcNodeObject known, String why) {
    return new Turn.Answers(
        new NodeAnswer.Slot(Next.NOT_STARTED, known.spec().desiredDigest(), why));
  }

  private Turn cordonInSlot(Worker worker, SimulatedNode node) {
    if (node.node().isEmpty()) {
      return gone();
    }
    boolean byUs = node.cordon();
    return byUs || engine.slips(Slip.CORDONS_WITHOUT_A_TEST)
        ? new Turn.Wrote(() -> look(worker, node))
        : new Turn.Wrote(() -> wasCordoned(worker, node, true));
  }

  private Turn keep(
      Worker worker, SimulatedNode node, BootcNodeObject known, boolean foreignCordonIsGone) {
    if (foreignCordonIsGone && !engine.slips(Slip.KEEPS_THE_NOTE_OF_A_LIFTED_CORDON)) {
      Marks marks = known.marks().holding(slot(known).cordonedBefore(false));
      worker.remember(node.name, node.change(known, known.spec(), marks));
      return new Turn.Wrote(() -> cordonAgain(worker, node, false));
    }
    return cordonAgain(worker, node, slot(known).wasCordoned());
  }

  private Turn cordonAgain(Worker worker, SimulatedNode node, boolean wasCordoned) {
    if (node.node().isEmpty()) {
      return gone();
    }
    boolean byUs = node.cordon();
    return byUs && wasCordoned && !engine.slips(Slip.KEEPS_THE_NOTE_OF_A_LIFTED_CORDON)
        ? new Turn.Wrote(() -> wasCordoned(worker, node, false))
        : new Turn.Wrote(() -> look(worker, node));
  }

  /** About this slot, whatever else was written to the node meanwhile. */
  private Turn wasCordoned(Worker worker, SimulatedNode node, boolean cordoned) {
    BootcNodeObject live = node.bootcNode().filter(object -> object.slot() != null).orElse(null);
    if (live != null) {
      Marks marks = live.marks().holding(slot(live).cordonedBefore(cordoned));
      worker.remember(node.name, node.change(live, live.spec(), marks));
    }
    return new Turn.Wrote(() -> look(worker, node));
  }

  private Turn look(Worker worker, SimulatedNode node) {
    boolean drains = node.pods() > 0 && !engine.slips(Slip.SKIPS_THE_DRAIN);
    Next next = drains ? Next.DRAIN : Next.APPROVE;
    if (!drains) {
      worker.foundEmpty(node.name);
    }
    String digest = node.bootcNode().map(object -> object.spec().desiredDigest()).orElse("");
    return new Turn.Answers(new NodeAnswer.Slot(next, digest, "the slot is held"));
  }

  private static Slot slot(BootcNodeObject object) {
    return Objects.requireNonNull(object.slot());
  }

  private static Turn answer(Next next, SeenNode seen, String message) {
    return new Turn.Answers(new NodeAnswer.Slot(next, seen.desiredDigest(), message));
  }

  private static Turn gone() {
    return new Turn.Answers(new NodeAnswer.Slot(Next.GONE, "", "gone"));
  }
}
