package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.node.DrainDeadline;
import dev.bootc.rollout.workflows.node.DrainDecision;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Recovery;
import dev.bootc.rollout.workflows.node.NodeAnswer.Update;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.StagingDecision;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link NodeWaitActivities}, one look and one request at a time. */
final class SimulatedWaits {
  /** An agent that has just come up still shows its report from before the reboot. */
  private static final Duration REPORT_IS_OLD = Duration.ofSeconds(30);

  private static final Turn LOOK_AGAIN = new Turn.Waits();

  private final World world;
  private final Engine engine;
  private final Releases releases;

  SimulatedWaits(World world, Engine engine, Releases releases) {
    this.world = world;
    this.engine = engine;
    this.releases = releases;
  }

  /** Time for volumes is forgotten with the attempt that counts it. */
  Supplier<Turn> drain(Worker worker, String name, Instant asked) {
    SimulatedDetaching volumes = new SimulatedDetaching(world, engine);
    return () -> drain(worker, name, new Drain(asked, volumes));
  }

  /**
   * One attempt.
   *
   * @param asked when the drain was asked for the first time
   */
  private record Drain(Instant asked, SimulatedDetaching volumes) {}

  private Turn drain(Worker worker, String name, Drain drain) {
    Optional<BootcNodeObject> known = releases.inSlot(worker, name);
    Optional<SimulatedNode> there = world.node(name);
    Optional<NodeObject> node = worker.node(name);
    if (known.isEmpty() || there.isEmpty() || node.isEmpty()) {
      return drained(NodeAnswer.Drain.Outcome.GONE, "");
    }
    SeenNode seen = Sight.seen(known.get(), node.get());
    return switch (decide(seen, worker)) {
      case DrainDecision.Unneeded(String why) -> {
        there.get().witness.needsNoDrain();
        yield drained(NodeAnswer.Drain.Outcome.UNNEEDED, seen.triedDigest());
      }
      case DrainDecision.Hold(String why) -> goOn(worker, there.get(), known.get(), drain);
      case DrainDecision.Evict() -> evict(worker, there.get(), known.get(), drain);
    };
  }

  private DrainDecision decide(SeenNode seen, Worker worker) {
    DrainDecision decision = DrainDecision.of(seen, engine.approval().of(seen, worker.wish()));
    boolean anyway =
        switch (decision) {
          case DrainDecision.Evict evict -> true;
          case DrainDecision.Hold hold -> false;
          case DrainDecision.Unneeded unneeded ->
              engine.slips(Slip.DRAINS_A_NODE_THAT_NEED_NOT_GO_DOWN);
        };
    return anyway ? new DrainDecision.Evict() : decision;
  }

  private Turn evict(Worker worker, SimulatedNode node, BootcNodeObject known, Drain drain) {
    String digest = known.spec().desiredDigest();
    int enough = engine.slips(Slip.DRAINS_ALL_PODS_BUT_ONE) ? 1 : 0;
    if (node.pods() <= enough) {
      if (drain.volumes().keepsUp(node, worker.pool().drain())) {
        return LOOK_AGAIN;
      }
      node.witness.isDrained();
      return drained(NodeAnswer.Drain.Outcome.DRAINED, digest);
    }
    drain.volumes().podsAreLeft();
    DrainSince since = Objects.requireNonNull(known.slot()).drain();
    boolean forced =
        worker.pool().drain().timeoutAction() == DrainTimeoutAction.FORCE
            && since.digest().equals(digest)
            && (deadline(since, worker) == DrainDeadline.FORCES
                || engine.slips(Slip.DELETES_PODS_BEFORE_THE_TIME_IS_OVER));
    if (forced) {
      node.deleteOne(since);
    } else {
      node.evictOne();
    }
    return goOn(worker, node, known, drain);
  }

  private Turn goOn(Worker worker, SimulatedNode node, BootcNodeObject known, Drain drain) {
    String digest = known.spec().desiredDigest();
    DrainSince marked = Objects.requireNonNull(known.slot()).drain();
    DrainSince since = DrainSince.counting(marked, null, digest, world.now());
    if (!since.equals(marked)) {
      mark(node, marked, since);
      return new Turn.Wrote(() -> drain(worker, node.name, drain));
    }
    DrainSince counted =
        engine.slips(Slip.BEGINS_THE_TIME_OF_A_DRAIN_ANEW)
            ? new DrainSince(drain.asked(), digest)
            : since;
    return switch (deadline(counted, worker)) {
      case GIVES_UP -> drained(NodeAnswer.Drain.Outcome.TIMED_OUT, digest);
      case IN_TIME, HOLDS, FORCES -> {
        node.witness.drainsOn(since);
        yield LOOK_AGAIN;
      }
    };
  }

  private DrainDeadline deadline(DrainSince since, Worker worker) {
    DrainPolicy policy =
        engine.slips(Slip.GIVES_UP_A_DRAIN_THAT_IS_HELD) ? PoolSpec.SKIP : worker.pool().drain();
    return DrainDeadline.of(since, policy, world.now());
  }

  /** Instead of the mark that was seen, whatever else was written to the node meanwhile. */
  private static void mark(SimulatedNode node, DrainSince before, DrainSince since) {
    node.bootcNode()
        .ifPresent(live -> {
          BootcNodeObject.Slot slot = live.slot();
          if (slot != null && slot.drain().equals(before)) {
            node.change(live, live.spec(), live.marks().holding(slot.draining(since)));
          }
        });
  }

  private static Turn drained(NodeAnswer.Drain.Outcome outcome, String digest) {
    return new Turn.Answers(new NodeAnswer.Drain(outcome, digest, "as simulated"));
  }

  Turn awaitStaged(Worker worker, String name) {
    Optional<BootcNodeObject> known = releases.inSlot(worker, name);
    Optional<NodeObject> node = worker.node(name);
    if (known.isEmpty() || node.isEmpty()) {
      return staged(NodeAnswer.Staged.Outcome.GONE, "");
    }
    SeenNode seen = Sight.seen(known.get(), node.get());
    return switch (StagingDecision.of(seen, worker.wish())) {
      case StagingDecision.GoOn(String _) ->
          seen.approved() && engine.slips(Slip.STAGES_AGAIN_WHAT_WAS_APPROVED)
              ? LOOK_AGAIN
              : staged(NodeAnswer.Staged.Outcome.READY, seen.desiredDigest());
      case StagingDecision.Wait(String _) -> LOOK_AGAIN;
    };
  }

  private static Turn staged(NodeAnswer.Staged.Outcome outcome, String digest) {
    return new Turn.Answers(new NodeAnswer.Staged(outcome, digest, "as simulated"));
  }

  /** A suspicion is forgotten with the attempt that has it. */
  Supplier<Turn> awaitUpdate(Worker worker, String name, String approved) {
    Suspicion suspicion = new Suspicion();
    return watching(name, watch -> awaitUpdate(worker, name, approved, suspicion, watch));
  }

  private Turn awaitUpdate(
      Worker worker,
      String name,
      String approved,
      Suspicion suspicion,
      @Nullable SimulatedGates watch) {
    Optional<Look> look = look(worker, name, approved, watch);
    if (look.isEmpty()) {
      return update(wasUpdated(name) ? Update.Outcome.UPDATED : Update.Outcome.GONE, null, "");
    }
    String tried = look.get().node().triedDigest();
    String digest = look.get().node().desiredDigest();
    return switch (look.get().judgement()) {
      case UpdateJudgement.Updated updated ->
          release(worker, name, look.get(), update(Update.Outcome.UPDATED, null, digest));
      case UpdateJudgement.Watched watched -> {
        suspicion.clear();
        yield LOOK_AGAIN;
      }
      case UpdateJudgement.Gated gated -> {
        suspicion.clear();
        yield gated(watch, look.get(), gated);
      }
      case UpdateJudgement.Retargeted retargeted -> update(Update.Outcome.RETARGETED, null, digest);
      case UpdateJudgement.WantedAgain again ->
          takeBack(worker, name, look.get(), update(Update.Outcome.RETARGETED, null, digest));
      case UpdateJudgement.Failed(Verdict.Outcome outcome, String message) ->
          update(Update.Outcome.FAILED, outcome, tried);
      case UpdateJudgement.Suspect suspect ->
          suspicion.lasts(world.now())
              ? update(Update.Outcome.FAILED, Verdict.Outcome.WRONG_IMAGE, tried)
              : LOOK_AGAIN;
      case UpdateJudgement.Waiting waiting -> {
        suspicion.clear();
        yield LOOK_AGAIN;
      }
    };
  }

  private static Turn update(
      Update.Outcome outcome, Verdict.@Nullable Outcome verdict, String digest) {
    return new Turn.Answers(new Update(outcome, verdict, digest, "as simulated"));
  }

  /** A failure that is known already is what is waited out. */
  Supplier<Turn> awaitRecovery(Worker worker, String name) {
    return watching(name, watch -> awaitRecovery(worker, name, watch));
  }

  /** Of a node that is not there any more nothing is seen. */
  private Supplier<Turn> watching(String name, Function<@Nullable SimulatedGates, Turn> wait) {
    SimulatedGates watch =
        world.node(name).map(node -> new SimulatedGates(engine, node)).orElse(null);
    return () -> wait.apply(watch);
  }

  private Turn awaitRecovery(Worker worker, String name, @Nullable SimulatedGates watch) {
    Optional<Look> look = look(worker, name, "", watch);
    if (look.isEmpty()) {
      return recovery(wasUpdated(name) ? Recovery.Outcome.UPDATED : Recovery.Outcome.GONE, "");
    }
    String digest = look.get().node().desiredDigest();
    return switch (look.get().judgement()) {
      case UpdateJudgement.Updated updated ->
          release(worker, name, look.get(), recovery(Recovery.Outcome.UPDATED, digest));
      case UpdateJudgement.Watched watched -> LOOK_AGAIN;
      case UpdateJudgement.Gated gated -> gated(watch, look.get(), gated);
      case UpdateJudgement.Retargeted retargeted -> recovery(Recovery.Outcome.RETARGETED, digest);
      case UpdateJudgement.WantedAgain again ->
          takeBack(worker, name, look.get(), recovery(Recovery.Outcome.RETARGETED, digest));
      case UpdateJudgement.Failed(Verdict.Outcome outcome, String message) ->
          recordLate(worker, name, look.get(), outcome);
      case UpdateJudgement.Suspect suspect -> LOOK_AGAIN;
      case UpdateJudgement.Waiting waiting -> LOOK_AGAIN;
    };
  }

  /** What was not so when it was to be written down may be so later. */
  private Turn recordLate(Worker worker, String name, Look look, Verdict.Outcome outcome) {
    SeenNode node = look.node();
    Optional<BootcNodeObject> live = releases.live(name).filter(object -> object.slot() != null);
    if (!node.isKnownToHaveFailed()
        && live.isPresent()
        && !engine.slips(Slip.RECORDS_NO_FAILURE_LATE)) {
      releases.record(worker, name, look.object(), outcome, node.triedDigest());
    }
    return LOOK_AGAIN;
  }

  private static Turn recovery(Recovery.Outcome outcome, String digest) {
    return new Turn.Answers(new Recovery(outcome, digest, "as simulated"));
  }

  private Turn takeBack(Worker worker, String name, Look judged, Turn done) {
    return releases.takeBack(worker, name, judged.object(), done);
  }

  /** In the state that was judged, or not at all. */
  private Turn release(Worker worker, String name, Look judged, Turn done) {
    String digest = judged.node().desiredDigest();
    return releases.giveBackUnlessItGoesDown(
        worker, name, judged.object(), Verdict.Outcome.UPDATED, digest, done);
  }

  /** The slot is gone because it was freed, and only the answer was lost. */
  private boolean wasUpdated(String name) {
    return releases
        .live(name)
        .filter(object -> object.slot() == null)
        .filter(object -> isSuccess(object.marks().verdict(), object.spec().desiredDigest()))
        .isPresent();
  }

  private static boolean isSuccess(@Nullable Verdict verdict, String digest) {
    return verdict != null && !verdict.isFailure() && verdict.digest().equals(digest);
  }

  /** What ends the wait is looked at twice: a cache may show the node from before its approval. */
  private Optional<Look> look(
      Worker worker, String name, String approved, @Nullable SimulatedGates watch) {
    Optional<Look> look =
        releases.inSlot(worker, name).flatMap(known -> judged(worker, name, known, watch));
    boolean sure = look.filter(seen -> seen.isSure(approved)).isPresent();
    return sure
        ? look
        : releases
            .live(name)
            .filter(live -> live.slot() != null)
            .flatMap(live -> judged(worker, name, live, watch));
  }

  private Optional<Look> judged(
      Worker worker, String name, BootcNodeObject known, @Nullable SimulatedGates watch) {
    return Optional.ofNullable(watch)
        .flatMap(gates ->
            worker
                .node(name)
                .map(node -> Sight.seen(gates.shown(known), node))
                .map(
                    seen -> new Look(known, seen, gates.judged(seen, worker.wish(), world.now()))));
  }

  /** One write at most. */
  private static Turn gated(
      @Nullable SimulatedGates watch, Look look, UpdateJudgement.Gated gated) {
    if (watch != null) {
      watch.note(look.object(), gated.mark(), look.node().isWantedAgain());
    }
    return LOOK_AGAIN;
  }

  private record Look(BootcNodeObject object, SeenNode node, UpdateJudgement judgement) {
    /** Nothing has ended, or what is waited for, and the write that follows has a precondition. */
    boolean isSure(String approved) {
      return judgement instanceof UpdateJudgement.Waiting
          || judgement instanceof UpdateJudgement.Watched
          || judgement instanceof UpdateJudgement.Gated
          || (judgement instanceof UpdateJudgement.Updated
              && node.approved()
              && approved.equals(node.approval().digest()));
    }
  }

  /** A suspicion counts once it has lasted. */
  private static final class Suspicion {
    private @Nullable Instant since;

    boolean lasts(Instant now) {
      if (since == null) {
        since = now;
      }
      return now.isAfter(since.plus(REPORT_IS_OLD));
    }

    void clear() {
      since = null;
    }
  }
}
