package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.GateWatch;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.ReadyWatch;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one wait has seen of one node: for how long it was Ready, and what its gates have said. */
final class SimulatedGates {
  private static final int FOR_EVER = 1_000_000_000;

  private final Engine engine;
  private final SimulatedNode node;
  private final ReadyWatch ready = new ReadyWatch();
  private final GateWatch gates = new GateWatch();
  private @Nullable GateAnswer said;
  private boolean wantedAgain;

  SimulatedGates(Engine engine, SimulatedNode node) {
    this.engine = engine;
    this.node = node;
  }

  UpdateJudgement judged(SeenNode seen, PoolWish pool, Instant now) {
    UpdateJudgement latest = engine.judgement().of(seen, pool, now);
    UpdateJudgement watched =
        engine.slips(Slip.FREES_A_SLOT_AT_THE_FIRST_READY)
            ? latest
            : ready.after(latest, seen, pool, now);
    wantedAgain = seen.isWantedAgain();
    return engine.slips(Slip.ASKS_NO_GATE)
        ? watched
        : gates.after(watched, seen, asking(pool), this::ask, now);
  }

  private GateAnswer ask(GateSpec gate) {
    if (said != null && wantedAgain && engine.slips(Slip.ANSWERS_A_RETRY_BY_WHAT_A_GATE_HAS_SAID)) {
      return said;
    }
    GateAnswer answer = node.host.gate();
    said = answer;
    node.witness.gateSays(answer);
    return answer instanceof GateAnswer.CannotBeAsked
            && engine.slips(Slip.TAKES_A_GATE_THAT_CANNOT_BE_ASKED_FOR_ONE_THAT_HOLDS)
        ? new GateAnswer.Passes()
        : answer;
  }

  private PoolWish asking(PoolWish pool) {
    if (engine.slips(Slip.WAITS_FOR_A_GATE_FOR_EVER)) {
      return with(pool, FOR_EVER, null);
    }
    return engine.slips(Slip.LOSES_PATIENCE_WITH_A_GATE_AT_ONCE) ? with(pool, FOR_EVER, 1) : pool;
  }

  private static PoolWish with(PoolWish pool, int timeout, @Nullable Integer threshold) {
    List<GateSpec> gates =
        pool.gates().stream()
            .map(gate ->
                new GateSpec(
                    gate.name(),
                    timeout,
                    gate.intervalSeconds(),
                    threshold,
                    gate.daemonSets(),
                    gate.cel(),
                    gate.http(),
                    gate.prometheus(),
                    gate.when()))
            .toList();
    return new PoolWish(
        pool.digest(),
        pool.softReboot(),
        pool.rebootTimeout(),
        pool.minReady(),
        pool.unapproved(),
        pool.tooYoung(),
        gates);
  }

  /** As the wait sees the node. */
  BootcNodeObject shown(BootcNodeObject known) {
    if (engine.slips(Slip.BEGINS_THE_TIME_OF_A_GATE_ANEW)) {
      return with(known, known.marks().gating(null));
    }
    return engine.slips(Slip.IS_DEAF_TO_A_RETRY_AT_A_GATE)
        ? with(known, known.marks().failingInSlot(null))
        : known;
  }

  private static BootcNodeObject with(BootcNodeObject known, BootcNodeObject.Marks marks) {
    return new BootcNodeObject(
        known.uid(), known.version(), known.spec(), marks, known.report(), known.state());
  }

  /** Instead of the mark that was seen, whatever else was written to the node meanwhile. */
  void note(BootcNodeObject seen, GateMark mark, boolean wantedAgain) {
    GateMark before = seen.marks().gate();
    if (mark.equals(before)) {
      return;
    }
    node.bootcNode()
        .filter(live -> live.slot() != null && live.uid() == seen.uid())
        .filter(live -> Objects.equals(live.marks().gate(), before))
        .ifPresent(live -> {
          BootcNodeObject.Marks marks = live.marks().gating(mark);
          node.change(live, live.spec(), wantedAgain ? marks.failingInSlot(null) : marks);
        });
  }
}
