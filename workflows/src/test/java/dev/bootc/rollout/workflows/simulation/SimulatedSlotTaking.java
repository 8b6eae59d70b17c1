package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.GateAnswer;
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
  private final Releases releases;
  private final SimulatedCordons cordons;

  SimulatedSlotTaking(World world, Engine engine, Releases releases) {
    this.world = world;
    this.engine = engine;
    this.releases = releases;
    this.cordons = new SimulatedCordons(engine);
  }

  Turn takeSlot(Worker worker, String name, @Nullable String slotFor) {
    Optional<BootcNodeObject> known =
        worker.bootcNode(name).filter(object -> releases.isOfItsNode(worker, name, object));
    return known.isEmpty() ? gone() : takeSlot(worker, name, slotFor, known.get());
  }

  private Turn takeSlot(
      Worker worker, String name, @Nullable String slotFor, BootcNodeObject known) {
    Optional<SimulatedNode> there = world.node(name);
    Optional<NodeObject> node =
        schedulable(worker, name, known)
            .or(() -> there.flatMap(SimulatedNode::node))
            .filter(seen ->
                known.marks().areOf(seen) || engine.slips(Slip.BELIEVES_MARKS_OF_ANOTHER_NODE));
    if (there.isEmpty() || node.isEmpty()) {
      return gone();
    }
    SeenNode seen = Sight.seen(known, node.get());
    SlotDecision decision = engine.slot().of(seen, worker.wish(), slotFor);
    if (mayBeBehind(decision, there.get(), known)) {
      return decideOnLive(worker, there.get(), slotFor);
    }
    return switch (decision) {
      case SlotDecision.Refuse(String why) -> answer(Next.NOT_STARTED, seen, why);
      case SlotDecision.Await() -> answer(Next.AWAIT_UPDATE, seen, "approved before");
      case SlotDecision.Leave() -> answer(Next.DRAIN, seen, "its cordon was lifted");
      case SlotDecision.Keep(boolean cordonedByOthers) ->
          seen.cordonedForItsSlot()
              ? keep(worker, there.get(), known, node.get(), cordonedByOthers)
              : count(
                  worker,
                  there.get(),
                  known,
                  () -> keep(worker, there.get(), known, node.get(), cordonedByOthers));
      case SlotDecision.Take() -> ask(worker, there.get(), known, node.get(), world.now(), slotFor);
    };
  }

  /** A slot is taken by a write with a precondition; for all else a cache will not do. */
  private boolean mayBeBehind(SlotDecision decision, SimulatedNode node, BootcNodeObject known) {
    boolean believed =
        switch (decision) {
          case SlotDecision.Take() -> true;
          case SlotDecision.Await() -> true;
          case SlotDecision.Keep keep -> engine.slips(Slip.KEEPS_A_SLOT_FROM_A_CACHE);
          case SlotDecision.Leave leave -> false;
          case SlotDecision.Refuse refuse -> engine.slips(Slip.REFUSES_A_SLOT_BY_A_CACHE);
        };
    return !believed && node.bootcNode().filter(known::equals).isEmpty();
  }

  private Turn decideOnLive(Worker worker, SimulatedNode node, @Nullable String slotFor) {
    Optional<BootcNodeObject> live =
        node.bootcNode().filter(object -> releases.isOfItsNode(worker, node.name, object));
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
      Worker worker,
      SimulatedNode node,
      BootcNodeObject known,
      NodeObject seen,
      Instant asked,
      @Nullable String slotFor) {
    Optional<String> refusal =
        engine.slips(Slip.TAKES_A_SLOT_UNASKED)
            ? Optional.empty()
            : engine.admission(worker.view(), world.now()).refusal(node.name, List.of());
    if (refusal.isEmpty()) {
      boolean cordonedByOthers = seen.unschedulable() && seen.mark() == null;
      return take(worker, node, known, seen, cordonedByOthers && isStillCordoned(node));
    }
    if (asked.plus(CATCHES_UP_WITHIN).isAfter(world.now())) {
      return new Turn.Wrote(() -> ask(worker, node, known, seen, asked, slotFor));
    }
    // An earlier attempt may have marked it, and its answer was lost.
    return node.holdsSlot() && !engine.slips(Slip.REFUSES_A_SLOT_BY_A_CACHE)
        ? decideOnLive(worker, node, null)
        : notStarted(known, refusal.get());
  }

  private boolean isStillCordoned(SimulatedNode node) {
    return node.isCordoned() || engine.slips(Slip.BELIEVES_A_CACHED_CORDON);
  }

  private Turn take(
      Worker worker, SimulatedNode node, BootcNodeObject known, NodeObject seen, boolean cordoned) {
    if (worker.pool().drain().onPreflight() == DrainPreflight.SKIP
        && node.host.has(Ailment.UNDRAINABLE)
        && node.bootcNode().isPresent()
        && !engine.slips(Slip.TAKES_NO_LOOK_BEFORE)) {
      return leaveOut(
          worker,
          node,
          known,
          LeftOut.undrainable(world.now(), worker.pool().generation(), "a budget lets none go"));
    }
    Optional<GateSpec> gate = worker.pool().gateBefore();
    if (gate.isPresent()
        && !(node.host.gate() instanceof GateAnswer.Passes)
        && node.bootcNode().isPresent()
        && !engine.slips(Slip.ASKS_NO_GATE_BEFORE)) {
      String why = "gate " + gate.get().name() + ": " + node.host.gate();
      return leaveOut(
          worker,
          node,
          known,
          LeftOut.byGate(world.now(), gate.get().interval(), worker.pool().generation(), why));
    }
    DrainSince drain = new DrainSince(world.now(), known.spec().desiredDigest());
    Slot slot = new Slot(world.now(), cordoned, drain);
    if (engine.slips(Slip.CORDONS_BEFORE_THE_SLOT) && !cordoned) {
      return cordons.cordon(
          node,
          seen,
          slot.since(),
          whose -> {
            record(worker, node, known, seen, slot);
            return new Turn.Wrote(() -> look(worker, node));
          });
    }
    if (node.bootcNode().isEmpty()) {
      if (!engine.slips(Slip.TAKES_NOT_FOUND_FOR_SUCCESS)) {
        return gone();
      }
      return new Turn.Wrote(
          () -> cordoned ? look(worker, node) : cordonInSlot(worker, node, seen, slot));
    }
    BootcNodeObject marked = record(worker, node, known, seen, slot);
    return new Turn.Wrote(() ->
        count(
            worker,
            node,
            marked,
            () -> cordoned ? look(worker, node) : cordonInSlot(worker, node, seen, slot)));
  }

  /** As in the product, somebody may have written to it meanwhile. */
  private Turn leaveOut(Worker worker, SimulatedNode node, BootcNodeObject known, LeftOut look) {
    LeftOut mark = look.after(Optional.ofNullable(known.marks().leftOut()));
    worker.remember(node.name, node.change(known, known.spec(), known.marks().leavingOut(mark)));
    return new Turn.Wrote(() -> notStarted(known, "left out"));
  }

  private BootcNodeObject record(
      Worker worker, SimulatedNode node, BootcNodeObject known, NodeObject seen, Slot slot) {
    BootcNodeObject from =
        engine.slips(Slip.TAKES_A_SLOT_WITHOUT_PRECONDITION)
            ? node.bootcNode().orElse(known)
            : known;
    Marks marks = from.marks().of(seen.uid()).holding(slot).leavingOut(null);
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
    world.goesOn(node.name);
    world.mustBeInAWindow(node.name + " goes on with its slot");
    world.mustNotAwaitAnother(marked.spec().desiredDigest(), node.name + " goes on with its slot");
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
            .map(other -> other.name().equals(node.name) ? worker.view(node.name, marked) : other)
            .toList(),
        view.started());
  }

  private static Turn notStarted(BootcNodeObject known, String why) {
    return new Turn.Answers(
        new NodeAnswer.Slot(Next.NOT_STARTED, known.spec().desiredDigest(), why));
  }

  private Turn cordonInSlot(Worker worker, SimulatedNode node, NodeObject seen, Slot slot) {
    return cordons.cordon(
        node,
        seen,
        slot.since(),
        whose ->
            switch (whose) {
              case OURS -> look(worker, node);
              case FOREIGN -> wasCordoned(worker, node);
              case NO_NODE -> gone();
            });
  }

  private Turn keep(
      Worker worker,
      SimulatedNode node,
      BootcNodeObject known,
      NodeObject seen,
      boolean cordonedByOthers) {
    if (slot(known).wasCordoned() != cordonedByOthers
        && !engine.slips(Slip.KEEPS_THE_NOTE_OF_A_LIFTED_CORDON)) {
      Marks marks = known.marks().holding(slot(known).cordonedBefore(cordonedByOthers));
      worker.remember(node.name, node.change(known, known.spec(), marks));
      return new Turn.Wrote(() -> cordonAgain(worker, node, known, seen));
    }
    return cordonAgain(worker, node, known, seen);
  }

  private Turn cordonAgain(
      Worker worker, SimulatedNode node, BootcNodeObject known, NodeObject seen) {
    boolean ofThisSlot = slot(known).since().equals(seen.mark());
    if (seen.unschedulable() && (seen.mark() == null || ofThisSlot)) {
      return look(worker, node);
    }
    return cordons.cordon(
        node,
        seen,
        slot(known).since(),
        whose -> {
          if (whose == SimulatedCordons.Cordon.FOREIGN) {
            throw new Conflict(node.name);
          }
          return look(worker, node);
        });
  }

  /** About this slot, whatever else was written to the node meanwhile. */
  private Turn wasCordoned(Worker worker, SimulatedNode node) {
    BootcNodeObject live = node.bootcNode().filter(object -> object.slot() != null).orElse(null);
    if (live != null) {
      Marks marks = live.marks().holding(slot(live).cordonedBefore(true));
      worker.remember(node.name, node.change(live, live.spec(), marks));
    }
    return new Turn.Wrote(() -> look(worker, node));
  }

  private Turn look(Worker worker, SimulatedNode node) {
    boolean waitsForVolumes =
        worker.pool().drain().volumesDetach() != null
            && !engine.slips(Slip.LOOKS_FOR_PODS_ONLY_BEFORE_IT_SKIPS_A_DRAIN);
    boolean drains = (node.pods() > 0 || waitsForVolumes) && !engine.slips(Slip.SKIPS_THE_DRAIN);
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
