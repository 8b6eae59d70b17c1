package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reconciler with what runs in Temporal: the pool's rollout and the updates of its nodes. */
final class Operator {
  private static final int FEWEST_NODES = 2;

  private final World world;
  private final Engine engine;
  private final Updates updates;
  private final boolean onTheirOwn;
  private final Consumer<String> shown;
  private final Supplier<Worker> leader;
  private final Map<String, NodeObject> orphans = new HashMap<>();
  private final Set<String> leaving = new LinkedHashSet<>();

  /** Nodes that left, and may match again. */
  private final Deque<SimulatedNode> departed = new ArrayDeque<>();

  private @Nullable PoolRun run;

  /** Generation at which the rollout was cancelled; it is not started again before an edit. */
  private long cancelledAt = -1;

  /**
   * Nothing runs yet.
   *
   * @param onTheirOwn whether updates are started as in a large pool
   * @param leader whose cache the reconciler looks at
   * @param shown is told of a BootcNode that is back: it is staged already, so a slot may come
   *     before a cache that is behind knows that there is a node
   */
  Operator(
      World world,
      Engine engine,
      Updates updates,
      boolean onTheirOwn,
      Supplier<Worker> leader,
      Consumer<String> shown) {
    this.onTheirOwn = onTheirOwn;
    this.shown = shown;
    this.leader = leader;
    this.world = world;
    this.engine = engine;
    this.updates = updates;
  }

  Optional<PoolRun> run() {
    return Optional.ofNullable(run);
  }

  Updates updates() {
    return updates;
  }

  /** Sees to it that a run follows the pool, and that nodes come and go. */
  void reconcile() {
    decideWhetherToGoBack();
    List.copyOf(leaving).forEach(this::letGo);
    world.nodes().stream().filter(Operator::isOfAnotherNode).forEach(this::restoreAndDelete);
    world.nodes().stream()
        .filter(node -> node.bootcNode().isEmpty() && node.node().isPresent())
        .forEach(this::joinAgain);
    Worker knows = leader.get();
    sweep(knows);
    knows.names().forEach(name -> giveBackWhatIsSkipped(knows, name));
    if (run == null && world.pool().cancelled()) {
      leader.get().slotHolders().forEach(this::restoreWhatIsLeft);
    }
    if (run == null) {
      if (cancelledAt != world.pool().generation()
          && world.nodes().stream().anyMatch(this::hasWork)) {
        world.mustNotBeginAnew(Images.digestIn(world.pool().wanted()));
        run = new PoolRun(world, engine, updates, onTheirOwn, world.pauseBySignal());
      }
    } else {
      run.steer(world.pool().target());
    }
  }

  private void decideWhetherToGoBack() {
    PoolSpec pool = world.pool();
    world.undo(
        heard(pool)
            .decide(
                Images.image(pool.image()),
                pool.generation(),
                run().map(PoolRun::target).orElse(null),
                run().flatMap(PoolRun::latest).map(Plan::report).orElse(null),
                world.now()));
  }

  private SimulatedUndo heard(PoolSpec pool) {
    SimulatedUndo said = pool.options().undo();
    String asked = Images.image(pool.image());
    if (engine.slips(Slip.TAKES_ANY_WORD_FOR_ONE_ABOUT_ITS_IMAGE)) {
      return said.takingItFor(Images.digestIn(asked));
    }
    if (engine.slips(Slip.HEARS_A_WORD_TWICE)) {
      return said.forgettingWhatWasLifted(asked);
    }
    return engine.slips(Slip.IS_DEAF_TO_A_WORD) ? said.told(null) : said;
  }

  /** One that is approved cannot be kept from going down, unless it has failed since. */
  private void giveBackWhatIsSkipped(Worker knows, String name) {
    boolean toGiveBack =
        knows
            .bootcNode(name)
            .filter(object -> object.slot() != null && object.isSkipped())
            .filter(object -> !object.spec().approved() || object.failedAtDesired())
            .isPresent();
    if (toGiveBack) {
      restoreWhatIsLeft(name);
    }
  }

  /** A cancelled rollout adopts nobody, so an update that was lost would keep its slot for ever. */
  private void restoreWhatIsLeft(String name) {
    if (!updates.cancel(name) && world.node(name).filter(SimulatedNode::holdsSlot).isPresent()) {
      updates.start(name, null);
      updates.cancel(name);
    }
  }

  private static boolean isOfAnotherNode(SimulatedNode node) {
    return node.bootcNode()
        .filter(object -> node.node().filter(object.marks()::areOf).isEmpty())
        .isPresent();
  }

  /** Lifts what was orphaned when it was last looked at, and looks for more. */
  private void sweep(Worker worker) {
    orphans.forEach((name, seen) ->
        world.node(name).ifPresent(node -> SimulatedCordons.liftOrphan(node, seen)));
    orphans.clear();
    if (engine.slips(Slip.SWEEPS_NOTHING)) {
      return;
    }
    for (SimulatedNode node : world.nodes()) {
      Optional<BootcNodeObject> known =
          engine.slips(Slip.SWEEPS_BY_A_CACHE) ? worker.bootcNode(node.name) : node.bootcNode();
      if (known.filter(object -> object.slot() != null).isEmpty()) {
        worker
            .node(node.name)
            .filter(seen -> seen.mark() != null)
            .ifPresent(seen -> orphans.put(node.name, seen));
      }
    }
  }

  private void joinAgain(SimulatedNode node) {
    node.join(world.pool().target().image());
    shown.accept(node.name);
  }

  private boolean hasWork(SimulatedNode node) {
    return node.holdsSlot()
        || !node.bootcNode()
            .filter(object -> object.spec().desiredImage().equals(world.pool().target().image()))
            .filter(object -> object.state() == NodeState.UP_TO_DATE || object.isSkipped())
            .isPresent();
  }

  /** The rollout does its next thing. */
  void roll(Worker worker) {
    if (run == null) {
      return;
    }
    run.step(worker);
    Optional<RolloutPhase> end = run.end();
    if (end.isPresent()) {
      close(run, end.get());
    }
  }

  private void close(PoolRun ended, RolloutPhase phase) {
    world.tell("rollout", "ends " + phase.text());
    if (phase == RolloutPhase.COMPLETED || phase == RolloutPhase.ROLLED_BACK) {
      checkTruth(ended);
      keepPause(null);
      world.deployed(ended.target().image());
    } else if (phase == RolloutPhase.CANCELLED) {
      cancelledAt = ended.cancelledAt();
      keepPause(null);
    }
    run = null;
  }

  private void keepPause(@Nullable Pause pause) {
    world.pauseBySignal(pause);
  }

  /** A node that joined a moment ago, or was changed by hand, may not have been seen yet. */
  private void checkTruth(PoolRun completed) {
    String digest = completed.target().digest().text();
    for (SimulatedNode node : world.nodes()) {
      boolean seen =
          node.bootcNodeChanged().plus(World.LONGEST_LAG).isBefore(completed.plannedAt())
              && node.hasReportedThisBoot();
      Invariant.SUCCESS.check(
          !seen
              || node.bootcNode().isEmpty()
              || digest.equals(node.bootcNode().get().marks().skipped())
              || node.wasSkippedLately()
              || (node.host.running().equals(digest) && !node.holdsSlot()),
          "the rollout is completed, and " + node.name + " runs " + node.host.running());
    }
  }

  /** A node's update does its next thing. */
  void advance(String node) {
    Optional<NodeRun> ended = updates.advance(node);
    Invariant.SLOT.check(
        ended
            .flatMap(NodeRun::outcome)
            .filter(NodeUpdateResult.Outcome.NOT_STARTED::equals)
            .flatMap(_ -> world.node(node))
            .filter(SimulatedNode::holdsSlot)
            .isEmpty(),
        node + " is said to have got no slot, and holds one");
    if (ended.isPresent() && run != null) {
      run.closed(node, ended.get().outcome());
    }
  }

  /** Somebody terminates a node's update: it does nothing more, not even its compensation. */
  void terminate(String node) {
    world.tell(node, "is terminated");
    updates.terminate(node);
    if (run != null) {
      run.closed(node, Optional.empty());
    }
  }

  // ---- what people do

  void pauseBySignal(@Nullable Pause pause) {
    if (run != null) {
      world.tell("rollout", pause == null ? "is resumed by signal" : "is paused by signal");
      run.pause(pause);
      keepPause(pause);
    }
  }

  /** Also where the next run would take the pause over. */
  void resume() {
    if (world.pauseBySignal() != null) {
      pauseBySignal(null);
      keepPause(null);
    }
  }

  void cancelRollout(Worker worker) {
    if (run != null) {
      run.cancel(
          engine.slips(Slip.CANCELS_BY_A_CACHE)
              ? worker.slotHolders()
              : world.slotHolders().stream().map(node -> node.name).toList());
      close(run, RolloutPhase.CANCELLED);
    }
  }

  /** The same, one request at a time. */
  void settleRollout(Worker worker) {
    if (run != null) {
      world.tell("rollout", "is told to end");
      run.settle(updates, worker.slotHolders());
    }
  }

  void terminateRollout() {
    if (run != null) {
      world.tell("rollout", "is terminated");
      loseMark();
      run = null;
    }
  }

  /** Temporal is empty again: no workflow runs, and nobody remembers what was started. */
  void forgetAll() {
    world.tell("temporal", "is empty");
    updates.terminateAll();
    loseMark();
    run = null;
  }

  private void loseMark() {
    if (engine.slips(Slip.REMEMBERS_IN_TEMPORAL_WHAT_IT_HAS_UNDONE)) {
      world.forgetMark();
    }
  }

  /** A person has named the run that was cancelled, and no other. */
  void goOnWithWhatWasCancelled() {
    cancelledAt = -1;
  }

  boolean isCancelled() {
    return run == null && cancelledAt == world.pool().generation();
  }

  StartedNodes started() {
    return run == null ? StartedNodes.NONE : run.started();
  }

  /** Whether the rollout is about to start it, or has. */
  boolean counts(String node) {
    return started().contains(node)
        || run()
            .flatMap(PoolRun::latest)
            .filter(plan -> plan.orders().start().contains(node))
            .isPresent();
  }

  /** Somebody takes it out of the pool: its update is told to end, and it is let go after that. */
  void dismiss(SimulatedNode node) {
    if (world.nodes().size() - leaving.size() > FEWEST_NODES) {
      leaving.add(node.name);
      letGo(node.name);
    }
  }

  private void letGo(String name) {
    Optional<SimulatedNode> node = world.node(name);
    if (node.isEmpty()) {
      leaving.remove(name);
    } else if (restoreAndDelete(node.get())) {
      world.leave(node.get());
      leaving.remove(name);
      departed.add(node.get());
    }
  }

  /** Somebody takes the one that left first into the pool again. */
  void relabel() {
    SimulatedNode node = departed.poll();
    if (node != null) {
      world.comeBack(node);
      shown.accept(node.name);
    }
  }

  /** Whether it is deleted; not before its update has ended, and restored the node. */
  private boolean restoreAndDelete(SimulatedNode node) {
    if (updates.cancel(node.name)) {
      return false;
    }
    if (node.holdsSlot()) {
      // Its update was terminated: what is left is restored by the same step, in a workflow anew.
      updates.start(node.name, null);
      updates.cancel(node.name);
      return false;
    }
    node.deleteBootcNode();
    return true;
  }
}
