package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.plan.UnattendedNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pool's workflow: asks for a plan, carries it out. A thin driver of the real planner and the
 * real memory of started nodes.
 */
final class PoolRun {
  private static final Duration ADOPT_EVERY = Duration.ofMinutes(5);

  private final World world;
  private final Engine engine;

  private RolloutTarget target;
  private @Nullable Pause pause;
  private final NodesStarted nodes;
  private Instant adoptAt;
  private boolean superseded;
  private @Nullable Settling settling;
  private @Nullable RolloutPhase end;

  private int question;
  private int asked;
  private int budget;
  private Instant plannedAt;
  private boolean askedToAdopt;
  private @Nullable Plan answer;
  private @Nullable Plan latest;
  private @Nullable Plan underWay;
  private final Deque<String> toRetarget = new ArrayDeque<>();

  /** Whether nodes are given the target in turns. */
  private boolean staging;

  private @Nullable StagingRound round;

  /** Since when nodes are in flight that nobody may bring on; absent where updates are children. */
  private @Nullable UnattendedNodes unattended;

  PoolRun(World world, Engine engine, Updates updates, boolean onTheirOwn, @Nullable Pause pause) {
    this.world = world;
    this.engine = engine;
    this.target = world.pool().target();
    this.nodes =
        new NodesStarted(world, engine, updates, target.image(), onTheirOwn, () -> question++);
    this.unattended = onTheirOwn ? UnattendedNodes.NONE : null;
    this.pause = pause;
    this.adoptAt = world.now();
    this.plannedAt = world.now();
  }

  RolloutTarget target() {
    return target;
  }

  @Nullable Pause pause() {
    return pause;
  }

  StartedNodes started() {
    return nodes.started();
  }

  /** Present once it has ended. */
  Optional<RolloutPhase> end() {
    return Optional.ofNullable(end);
  }

  Optional<Plan> latest() {
    return Optional.ofNullable(latest);
  }

  /** When the last plan was made. */
  Instant plannedAt() {
    return plannedAt;
  }

  /** The most slots by the plan that was made last. */
  int budget() {
    return budget;
  }

  /** One thing more: a question, or a part of carrying out its answer. */
  void step(Worker worker) {
    nodes.forgetClosed();
    if (settling != null) {
      settling.step();
      end = settling.isOver() ? RolloutPhase.CANCELLED : null;
    } else if (round != null) {
      round
          .step()
          .ifPresent(names -> {
            round = null;
            toRetarget.addAll(names);
          });
    } else if (!toRetarget.isEmpty()) {
      retarget(worker, toRetarget.removeFirst());
    } else if (underWay != null) {
      Plan plan = underWay;
      underWay = null;
      finish(plan);
    } else if (superseded) {
      end = RolloutPhase.SUPERSEDED;
    } else if (answer != null) {
      Plan plan = answer;
      answer = null;
      if (asked == question || engine.slips(Slip.CARRIES_OUT_AN_OLD_ANSWER)) {
        carryOut(worker, plan);
      }
    } else {
      ask(worker);
    }
  }

  private void ask(Worker worker) {
    if (!worker.pool().stillAsksFor(target) && !engine.slips(Slip.ANSWERS_WHAT_WAS_TAKEN_BACK)) {
      return;
    }
    PoolView view =
        new PoolView(
            worker.pool().as(target),
            worker.views(),
            Set.copyOf(nodes.started().names()),
            pause,
            worker.surroundings());
    Decision decision = engine.decide(view, world.now());
    askedToAdopt = !world.now().isBefore(adoptAt);
    Plan plan = new Plan(orders(decision), decision.report());
    PlanChecks.check(engine, view, decision, world.now(), world.pool().options());
    Invariant.WISH.check(
        plan.orders().start().isEmpty() || worker.pool().stillAsksFor(target),
        "started, and known to be taken back: " + plan.orders().start());
    budget = target.maxUnavailable().of(view.nodes().size());
    asked = question;
    plannedAt = world.now();
    answer = plan;
    latest = plan;
  }

  private Orders orders(Decision decision) {
    UnattendedNodes before = unattended;
    if (before == null) {
      return askedToAdopt ? decision.ordersAndAdoption() : decision.orders();
    }
    if (askedToAdopt) {
      unattended = before.adopted(decision, world.now());
      return decision.ordersAndAdoption();
    }
    UnattendedNodes.Look look = before.look(decision, world.now());
    unattended = look.next();
    return decision.orders(look.named());
  }

  private void carryOut(Worker worker, Plan plan) {
    nodes.settled(plan.orders().settled());
    underWay = plan;
    if (plan.orders().retarget() > 0 && !engine.slips(Slip.DOES_NOT_RETARGET)) {
      staging = worker.pool().as(target).maxStaging() != null;
      if (staging) {
        round = new StagingRound(world, engine, worker, target);
      } else {
        worker.views().stream()
            .filter(node -> !node.desiredImage().equals(target.image()))
            .map(NodeView::name)
            .forEach(toRetarget::add);
      }
    }
    Invariant.WISH.check(
        plan.orders().start().isEmpty() || (pause == null && target.pause() == null),
        plan.orders().start() + " are started, and the pool is paused");
    nodes.start(plan.orders().start());
  }

  /** One of many writes of one activity. */
  private void retarget(Worker worker, String name) {
    if (worker.pool().target().image().equals(target.image())) {
      boolean tests = !engine.slips(Slip.RETARGETS_WHAT_A_CACHE_SHOWS);
      boolean revokes = !engine.slips(Slip.RETARGETS_WITHOUT_REVOKING);
      world.node(name).ifPresent(node -> node.retarget(target.image(), staging, tests, revokes));
    }
  }

  private void finish(Plan plan) {
    boolean adopts =
        engine.slips(Slip.ADOPTS_WITHOUT_HAVING_ASKED)
            ? !world.now().isBefore(adoptAt)
            : askedToAdopt;
    if (adopts) {
      nodes.adopt(plan.orders().adopt());
      adoptAt = world.now().plus(ADOPT_EVERY);
    } else if (unattended != null) {
      nodes.startOnceMore(plan.orders().adopt());
    }
    if (plan.phase().isEnd()) {
      end = plan.phase();
    }
  }

  // ---- what others do to it

  /** The reconciler tells it what the pool asks for. */
  void steer(RolloutTarget told) {
    if (settling != null) {
      return;
    }
    if (!told.image().equals(target.image())) {
      superseded = true;
      question++;
    } else if (!told.equals(target)) {
      target = told;
      question++;
    }
  }

  void pause(@Nullable Pause newPause) {
    pause = newPause;
    question++;
  }

  /** The time has come to look after orphaned slots. */
  void adoptSoon() {
    adoptAt = world.now();
  }

  /** Whoever looks for a plan, or settles, dies and is asked once more. */
  void crash() {
    answer = null;
    round = null;
    if (settling != null) {
      settling.crash();
    }
  }

  /** Not while a plan is carried out. */
  void continueAsNew() {
    if (underWay == null && settling == null) {
      answer = null;
      nodes.continueAsNew();
    }
  }

  /** Every update in flight is told to end, one after the other. */
  void settle(Updates updates, List<String> seenInSlot) {
    if (settling == null && !superseded) {
      List<String> known = new ArrayList<>(nodes.known());
      known.addAll(seenInSlot);
      settling = new Settling(world, engine, updates, known);
      toRetarget.clear();
      round = null;
      underWay = null;
      answer = null;
      question++;
    }
  }

  /** At which generation of the pool it was cancelled. */
  long cancelledAt() {
    return settling == null ? world.pool().generation() : settling.generation();
  }

  /** Every update in flight is told to end. */
  void cancel(List<String> slotHolders) {
    nodes.cancel(slotHolders);
    end = RolloutPhase.CANCELLED;
  }

  /** The update of a node has ended. */
  void closed(String node, Optional<NodeUpdateResult.Outcome> outcome) {
    nodes.closed(node, outcome);
  }
}
