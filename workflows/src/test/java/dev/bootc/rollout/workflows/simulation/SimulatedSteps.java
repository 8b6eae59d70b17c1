package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.ApprovalDecision;
import dev.bootc.rollout.workflows.node.EndDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Approval.Outcome;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.SeenNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link NodeStepActivities}, one request at a time: looks, asks what to do, writes. */
final class SimulatedSteps {
  private final World world;
  private final Engine engine;
  private final Releases releases;
  private final SimulatedSlotTaking taking;

  SimulatedSteps(World world, Engine engine, Releases releases) {
    this.world = world;
    this.engine = engine;
    this.releases = releases;
    this.taking = new SimulatedSlotTaking(world, engine, releases);
  }

  Turn takeSlot(Worker worker, String name, @Nullable String slotFor) {
    return taking.takeSlot(worker, name, slotFor);
  }

  Turn approveReboot(Worker worker, String name) {
    Optional<SimulatedNode> there = world.node(name);
    Optional<BootcNodeObject> known = releases.inSlot(worker, name);
    boolean proven = known.isPresent() && worker.knowsToBeEmpty(name);
    Optional<NodeObject> node =
        (proven ? worker.node(name) : there.flatMap(SimulatedNode::node))
            .filter(seen ->
                known.filter(object -> object.marks().areOf(seen)).isPresent()
                    || engine.slips(Slip.BELIEVES_MARKS_OF_ANOTHER_NODE));
    if (there.isEmpty() || known.isEmpty() || node.isEmpty()) {
      return new Turn.Answers(new NodeAnswer.Approval(Outcome.GONE, "", "gone"));
    }
    SeenNode seen = Sight.seen(known.get(), node.get());
    boolean empty =
        proven
            || there.get().pods() == 0
            || engine.slips(Slip.SKIPS_THE_DRAIN)
            || engine.slips(Slip.APPROVES_WITHOUT_A_LOOK_AT_THE_PODS);
    return switch (engine.approval().of(seen, worker.wish())) {
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

  Turn recordFailure(Worker worker, String name, Verdict.Outcome outcome, String digest) {
    Optional<BootcNodeObject> known = toGiveBack(worker, name);
    Optional<SeenNode> seen = known.flatMap(node -> seen(name, node));
    boolean isSo =
        seen.map(node ->
                EndDecision.ofFailure(
                        node, worker.wish(), new EndDecision.Told(outcome, digest), world.now())
                    instanceof EndDecision.AsTold)
            .orElse(false);
    if (known.isPresent() && (isSo || engine.slips(Slip.BELIEVES_A_FAILURE))) {
      releases.record(worker, name, known.get(), outcome, digest);
    }
    return new Turn.Wrote(() -> new Turn.Answers(null));
  }

  Turn release(Worker worker, String name, Verdict.Outcome outcome, String digest) {
    Turn done = new Turn.Answers(null);
    Optional<BootcNodeObject> known = toGiveBack(worker, name);
    if (known.isEmpty()) {
      return done;
    }
    Optional<SeenNode> seen = seen(name, known.get());
    if (engine.slips(Slip.BELIEVES_A_TIMEOUT)) {
      return releases.giveBackUnlessItGoesDown(worker, name, known.get(), outcome, digest, done);
    }
    if (seen.isEmpty()) {
      return restore(worker, name);
    }
    Optional<Instant> drainEnds = drainEnds(worker, known.get());
    return switch (EndDecision.ofRelease(
        seen.get(), worker.wish(), new EndDecision.Told(outcome, digest), drainEnds, world.now())) {
      case EndDecision.AsTold() ->
          releases.giveBackUnlessItGoesDown(worker, name, known.get(), outcome, digest, done);
      case EndDecision.WithoutVerdict _ -> restore(worker, name);
      case EndDecision.Leave _ -> done;
    };
  }

  private Optional<Instant> drainEnds(Worker worker, BootcNodeObject known) {
    Optional<Duration> givesUpAfter =
        engine.slips(Slip.GIVES_UP_A_DRAIN_THAT_IS_HELD)
            ? Optional.of(PoolSpec.DRAIN_TIMEOUT)
            : worker.pool().drain().givesUpAfter();
    return Optional.ofNullable(known.slot())
        .flatMap(slot -> givesUpAfter.map(time -> slot.since().plus(time)));
  }

  private Optional<SeenNode> seen(String name, BootcNodeObject known) {
    return world.node(name).flatMap(SimulatedNode::node).map(node -> Sight.seen(known, node));
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
        : releases.giveBackUnlessItGoesDown(worker, name, known.get(), null, "", done);
  }

  /** The cordon is lifted without a precondition, so a cache will not do. */
  private Optional<BootcNodeObject> toGiveBack(Worker worker, String name) {
    return engine.slips(Slip.RESTORES_FROM_A_CACHE)
        ? releases.inSlot(worker, name)
        : releases.live(name).filter(object -> object.slot() != null);
  }
}
