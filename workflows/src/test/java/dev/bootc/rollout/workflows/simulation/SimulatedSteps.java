package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.ApprovalDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Approval.Outcome;
import dev.bootc.rollout.workflows.node.NodeAnswer.Slot.Next;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.SlotDecision;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Marks;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Slot;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link NodeStepActivities}, one request at a time: looks, asks what to do, writes. */
final class SimulatedSteps {
  /** How long the look at the pods of a node that has just been cordoned holds. */
  private static final Duration LOOK_HOLDS = Duration.ofSeconds(5);

  private final World world;
  private final Engine engine;
  private final Releases releases;

  SimulatedSteps(World world, Engine engine, Releases releases) {
    this.world = world;
    this.engine = engine;
    this.releases = releases;
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
          keep(worker, there.get(), known, foreignCordonIsGone);
      case SlotDecision.Take() ->
          there.get().bootcNode().isPresent() || engine.slips(Slip.TAKES_NOT_FOUND_FOR_SUCCESS)
              ? take(worker, there.get(), known, seen.cordoned())
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
          case SlotDecision.Refuse refuse -> engine.slips(Slip.REFUSES_A_SLOT_BY_A_CACHE);
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

  private Turn take(Worker worker, SimulatedNode node, BootcNodeObject known, boolean cordoned) {
    if (engine.slips(Slip.CORDONS_BEFORE_THE_SLOT) && !cordoned) {
      node.cordon();
      return new Turn.Wrote(() -> {
        record(worker, node, known, false);
        return new Turn.Wrote(() -> look(node));
      });
    }
    record(worker, node, known, cordoned);
    return new Turn.Wrote(() -> cordoned ? look(node) : cordonInSlot(worker, node));
  }

  private void record(Worker worker, SimulatedNode node, BootcNodeObject known, boolean cordoned) {
    if (node.bootcNode().isEmpty()) {
      return;
    }
    BootcNodeObject from =
        engine.slips(Slip.TAKES_A_SLOT_WITHOUT_PRECONDITION)
            ? node.bootcNode().orElse(known)
            : known;
    Marks marks = from.marks().holding(new Slot(world.now(), cordoned));
    worker.remember(node.name, node.change(from, from.spec(), marks));
  }

  private Turn cordonInSlot(Worker worker, SimulatedNode node) {
    if (node.node().isEmpty()) {
      return gone();
    }
    boolean byUs = node.cordon();
    return byUs || engine.slips(Slip.CORDONS_WITHOUT_A_TEST)
        ? new Turn.Wrote(() -> look(node))
        : new Turn.Wrote(() -> wasCordoned(worker, node, true));
  }

  private Turn keep(
      Worker worker, SimulatedNode node, BootcNodeObject known, boolean foreignCordonIsGone) {
    if (foreignCordonIsGone && !engine.slips(Slip.KEEPS_THE_NOTE_OF_A_LIFTED_CORDON)) {
      Marks marks = known.marks().holding(new Slot(slot(known).since(), false));
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
        : new Turn.Wrote(() -> look(node));
  }

  /** About this slot, whatever else was written to the node meanwhile. */
  private Turn wasCordoned(Worker worker, SimulatedNode node, boolean cordoned) {
    BootcNodeObject live = node.bootcNode().filter(object -> object.slot() != null).orElse(null);
    if (live != null) {
      Marks marks = live.marks().holding(new Slot(slot(live).since(), cordoned));
      worker.remember(node.name, node.change(live, live.spec(), marks));
    }
    return new Turn.Wrote(() -> look(node));
  }

  private Turn look(SimulatedNode node) {
    boolean drains = node.pods() > 0 && !engine.slips(Slip.SKIPS_THE_DRAIN);
    Next next = drains ? Next.DRAIN : Next.APPROVE;
    String digest = node.bootcNode().map(object -> object.spec().desiredDigest()).orElse("");
    return new Turn.Answers(new NodeAnswer.Slot(next, digest, "the slot is held"));
  }

  Turn approveReboot(Worker worker, String name) {
    Optional<SimulatedNode> there = world.node(name);
    Optional<BootcNodeObject> known = releases.inSlot(worker, name);
    boolean fresh = known.filter(this::isFresh).isPresent();
    Optional<NodeObject> node =
        (fresh ? worker.node(name) : Optional.<NodeObject>empty())
            .or(() -> there.flatMap(SimulatedNode::node));
    if (there.isEmpty() || known.isEmpty() || node.isEmpty()) {
      return new Turn.Answers(new NodeAnswer.Approval(Outcome.GONE, "", "gone"));
    }
    SeenNode seen = Sight.seen(known.get(), node.get(), fresh || node.get().unschedulable());
    boolean empty = fresh || there.get().pods() == 0 || engine.slips(Slip.SKIPS_THE_DRAIN);
    return switch (engine.approval().of(seen, worker.pool().wish())) {
      case ApprovalDecision.Answer(Outcome outcome, String why) ->
          new Turn.Answers(new NodeAnswer.Approval(outcome, seen.triedDigest(), why));
      case ApprovalDecision.IfDrained() ->
          empty
              ? approve(worker, there.get(), known.get(), seen)
              : new Turn.Answers(
                  new NodeAnswer.Approval(Outcome.NOT_DRAINED, seen.desiredDigest(), "a pod came"));
    };
  }

  private Turn approve(Worker worker, SimulatedNode node, BootcNodeObject known, SeenNode seen) {
    BootcNodeObject from =
        engine.slips(Slip.APPROVES_WITHOUT_PRECONDITION) ? node.bootcNode().orElse(known) : known;
    SeenNode.Approval approval =
        new SeenNode.Approval(seen.desiredDigest(), world.now(), seen.bootId());
    worker.remember(
        node.name,
        node.change(from, from.spec().approving(true), from.marks().approving(approval)));
    return new Turn.Wrote(() ->
        new Turn.Answers(
            new NodeAnswer.Approval(Outcome.APPROVED, seen.desiredDigest(), "approved")));
  }

  private boolean isFresh(BootcNodeObject object) {
    return slot(object).since().plus(LOOK_HOLDS).isAfter(world.now());
  }

  Turn recordFailure(Worker worker, String name, Verdict.Outcome outcome, String digest) {
    Optional<BootcNodeObject> known = releases.inSlot(worker, name);
    if (known.isPresent()) {
      releases.record(worker, name, known.get(), outcome, digest);
    }
    return new Turn.Wrote(() -> new Turn.Answers(null));
  }

  Turn release(Worker worker, String name, Verdict.Outcome outcome, String digest) {
    Turn done = new Turn.Answers(null);
    return toGiveBack(worker, name)
        .map(known -> releases.giveBack(worker, name, known, outcome, digest, done))
        .orElse(done);
  }

  /** The compensation. */
  Turn restore(Worker worker, String name) {
    Turn done = new Turn.Answers(null);
    Optional<BootcNodeObject> known = toGiveBack(worker, name);
    if (known.isEmpty() || engine.slips(Slip.SKIPS_THE_COMPENSATION)) {
      return done;
    }
    return known.get().spec().approved()
        ? releases.revoke(worker, name, known.get(), done)
        : releases.giveBack(worker, name, known.get(), null, "", done);
  }

  /** The cordon is lifted without a precondition, so a cache will not do. */
  private Optional<BootcNodeObject> toGiveBack(Worker worker, String name) {
    return engine.slips(Slip.RESTORES_FROM_A_CACHE)
        ? releases.inSlot(worker, name)
        : releases.live(name).filter(object -> object.slot() != null);
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
