package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** What users, admins, hosts and processes do at the wrong moment. */
final class Faults {
  private static final int MOST_NODES = 12;

  /** In seconds: some are longer than a reboot may take, or a drain. */
  private static final int LONGEST_OUTAGE = 200;

  private final Random random;
  private final Cluster cluster;
  private final World world;
  private final Operator operator;

  /** Each fault as often as it is likely. */
  private final List<Runnable> mix = new ArrayList<>();

  /**
   * Whether people act at the very moment, and do not wait for what they did before to show. In
   * most runs they do wait, so that rarer things are met, too.
   */
  private final boolean hasty;

  /** Every run has its own mix: rare things meet where many others do not happen at all. */
  Faults(Random random, boolean hasty, Cluster cluster) {
    this.random = random;
    this.hasty = hasty;
    this.cluster = cluster;
    this.world = cluster.world;
    this.operator = cluster.operator;
    add(1, () -> anyNode().host.fallIll(anyAilment()));
    add(2, () -> anyNode().host.heal());
    add(1, () -> cordonByHand(anyNode(), true));
    add(2, () -> cordonByHand(anyNode(), false));
    add(1, () -> claimCordon(anyNode()));
    add(1, () -> powerCycle(anyNode()));
    add(1, () -> rollBack(anyNode()));
    add(1, this::join);
    add(1, () -> operator.dismiss(anyNode()));
    add(1, () -> world.edit(aLimit()));
    add(1, () -> world.pauseByField(true));
    add(1, this::pauseBySignal);
    add(3, () -> operator.run().ifPresent(PoolRun::adoptSoon));
    add(1, world::editForth);
    add(1, this::editBack);
    add(1, () -> hitAnUpdate(this::cancel));
    add(1, () -> hitAnUpdate(this::terminate));
    add(2, () -> hitAnUpdate((name, run) -> run.stall(random.nextInt(100))));
    add(2, () -> hitAnUpdate((name, run) -> run.loseNextAnswer()));
    add(3, () -> hitAnUpdate((name, run) -> run.crash()));
    add(1, () -> killWorker(cluster.anyWorker()));
    add(2, () -> operator.run().ifPresent(PoolRun::continueAsNew));
    add(1, this::terminateRollout);
    add(1, () -> operator.cancelRollout(cluster.anyWorker()));
    add(1, this::loseTemporal);
    add(1, () -> loseNode(anyNode()));
    add(1, () -> loseBootcNode(anyNode()));
    add(2, this::startUnplanned);
    add(1, () -> hitAnUpdate((name, run) -> run.takeForgedAnswer(random)));
    if (hasty) {
      add(1, this::editForthAndBack);
      add(2, operator::relabel);
      add(1, () -> operator.settleRollout(cluster.anyWorker()));
      add(1, this::losesApiServer);
      add(1, this::restartTemporal);
    }
  }

  private void add(int likely, Runnable fault) {
    int often =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> likely;
          default -> likely * 5;
        };
    mix.addAll(Collections.nCopies(often, fault));
  }

  /** Nobody forgets that the pool is paused, or a drain that was stopped by hand. */
  void resume() {
    world.nodes().stream()
        .filter(node -> node.holdsSlot() && node.node().isPresent() && !node.isCordoned())
        .filter(node -> random.nextInt(20) == 0)
        .forEach(node -> cordonByHand(node, true));
    if (random.nextInt(40) == 0) {
      if (world.pool().pause() != null) {
        world.pauseByField(false);
      }
      operator.resume();
    }
  }

  /** One thing goes wrong, or is mended, or is edited. */
  void strike() {
    if (!mix.isEmpty()) {
      mix.get(random.nextInt(mix.size())).run();
    }
  }

  /**
   * From now on nothing new goes wrong. What people cordoned stays cordoned.
   *
   * @param heal whether what is ill becomes well
   */
  void end(boolean heal) {
    world.pauseByField(false);
    world.makePeace();
    operator.resume();
    if (heal) {
      world.nodes().forEach(node -> node.host.heal());
    } else {
      // A node that comes and goes never comes to rest, and one without a Node would be let go.
      world.nodes().stream()
          .filter(node ->
              node.host.has(Ailment.FLAPS) || node.node().isEmpty() || isLookedAtForEver(node))
          .forEach(node -> node.host.heal());
    }
    cluster.updates.wakeAll();
  }

  /** What is left out is tried again from time to time, so it never comes to rest. */
  private boolean isLookedAtForEver(SimulatedNode node) {
    return (node.host.has(Ailment.UNDRAINABLE)
            && world.pool().drain().onPreflight() == DrainPreflight.SKIP)
        || (world.pool().gateBefore().isPresent()
            && !(node.host.gate() instanceof GateAnswer.Passes));
  }

  private SimulatedNode anyNode() {
    List<SimulatedNode> nodes = List.copyOf(world.nodes());
    return nodes.get(random.nextInt(nodes.size()));
  }

  private Ailment anyAilment() {
    Ailment[] all = Ailment.values();
    return all[random.nextInt(all.length)];
  }

  /** In a slot, and out of one. */
  private void cordonByHand(SimulatedNode node, boolean cordon) {
    world.tell(node.name, cordon ? "is cordoned by hand" : "is uncordoned by hand");
    node.cordonByHand(cordon);
  }

  private void claimCordon(SimulatedNode node) {
    if (node.isMarked()) {
      world.tell(node.name, "keeps its cordon, says a person");
      node.claimCordon();
    }
  }

  private void powerCycle(SimulatedNode node) {
    world.tell(node.name, "goes down by itself");
    node.host.powerCycle(random.nextBoolean());
  }

  private void rollBack(SimulatedNode node) {
    world.tell(node.name, "is rolled back on its host");
    // In its slot an approval holds, and a host without a memory would carry it out once more.
    node.host.rollBack(!node.holdsSlot() && random.nextBoolean());
  }

  private void join() {
    if (world.nodes().size() < MOST_NODES) {
      world.join(random.nextInt(4) == 0);
    }
  }

  private MaxUnavailable aLimit() {
    return random.nextBoolean()
        ? new MaxUnavailable(random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4), false)
        : new MaxUnavailable(10 + random.nextInt(90), true);
  }

  private void pauseBySignal() {
    operator.pauseBySignal(new Pause("signal of sim", "simulated", world.now()));
  }

  /** The next rollout does not know whom the one before had started for the same image. */
  private void editBack() {
    if (hasty || (!cluster.updates.anyMayTakeSlot() && allSlotsAreKnown())) {
      world.edit(Math.max(1, world.pool().image() - 1));
    }
  }

  /** To another image and back, before or after somebody has noticed. */
  private void editForthAndBack() {
    int before = world.pool().image();
    world.editForth();
    for (int i = random.nextInt(4); i > 0; i--) {
      operator.reconcile();
      operator.roll(cluster.anyWorker());
    }
    world.edit(before);
  }

  private boolean allSlotsAreKnown() {
    return world.nodes().stream()
        .allMatch(node -> cluster.workers.stream().allMatch(worker -> worker.knowsSlotOf(node)));
  }

  private void hitAnUpdate(BiConsumer<String, NodeRun> fault) {
    List<String> open = cluster.updates.open();
    if (!open.isEmpty()) {
      String name = open.get(random.nextInt(open.size()));
      fault.accept(name, cluster.updates.of(name).orElseThrow());
    }
  }

  /** Whoever reaches Temporal may start the update of any node, for what it shall run. */
  private void startUnplanned() {
    SimulatedNode node = anyNode();
    if (node.bootcNode().isPresent()) {
      String image = node.bootcNode().get().spec().desiredImage();
      if (cluster.updates.startUnplanned(node.name, image)) {
        world.tell(node.name, "is started by a stranger");
      }
    }
  }

  private void cancel(String name, NodeRun run) {
    world.tell(name, "is cancelled");
    run.cancel();
  }

  /** Mostly its slot has been seen by then: a person takes longer than a watch. */
  private void terminate(String name, NodeRun run) {
    operator.terminate(name);
    if (!hasty) {
      cluster.workers.forEach(worker -> worker.deliverBootcNode(name));
    }
  }

  private void killWorker(Worker worker) {
    world.tell("a worker", "is killed");
    cluster.updates.crashWith(worker);
    worker.deliverAll();
  }

  private void loseNode(SimulatedNode node) {
    world.tell(node.name, "loses its Node");
    node.deleteNode();
  }

  private void loseBootcNode(SimulatedNode node) {
    world.tell(node.name, "loses its BootcNode");
    node.deleteBootcNode();
  }

  /** Mostly nobody notices before the informers have caught up. */
  private void terminateRollout() {
    if (!hasty) {
      cluster.deliverAll();
    }
    if (hasty || !cluster.updates.anyMayTakeSlot()) {
      operator.terminateRollout();
    }
  }

  /** Hosts go on, and nobody hears of it; every request under way fails, carried out or not. */
  private void losesApiServer() {
    world.tell("the API server", "is away");
    cluster.updates.crashAll();
    operator.run().ifPresent(PoolRun::crash);
    world.pass(Duration.ofSeconds(random.nextInt(LONGEST_OUTAGE)));
    world.nodes().stream()
        .filter(node -> random.nextBoolean() || node.host.isGoingDown())
        .forEach(node -> world.tell(node.name, node.host.hostStep()));
    world.tell("the API server", "is back");
    cluster.pass(Duration.ofMillis(1));
  }

  /** It keeps its file. Nodes and watches go on, and what was under way is tried again. */
  private void restartTemporal() {
    world.tell("temporal", "is away");
    cluster.updates.crashAll();
    operator.run().ifPresent(PoolRun::crash);
    for (int i = random.nextInt(LONGEST_OUTAGE); i > 0; i -= 10) {
      cluster.pass(Duration.ofSeconds(10));
      cluster.nodesTurn();
    }
    world.tell("temporal", "is back");
  }

  /** Mostly whoever finds Temporal empty starts anew with informers that have caught up since. */
  private void loseTemporal() {
    if (!hasty) {
      cluster.deliverAll();
    }
    operator.forgetAll();
  }
}
