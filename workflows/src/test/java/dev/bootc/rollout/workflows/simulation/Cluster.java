package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All who act, put together. */
final class Cluster {
  final World world;
  final List<Worker> workers;
  final Updates updates;
  final Operator operator;
  private final IntUnaryOperator choice;
  private final Set<Transition> walked = new LinkedHashSet<>();

  /** The most slots allowed, or what was in flight already when the budget became smaller. */
  private int mostSlots;

  /**
   * An empty pool.
   *
   * @param onTheirOwn whether updates are started as in a large pool
   * @param story is told who does what
   * @param choice a number below the one it is given
   */
  Cluster(
      MaxUnavailable limit,
      Duration minReady,
      Engine engine,
      boolean onTheirOwn,
      BiConsumer<String, String> story,
      IntUnaryOperator choice) {
    this.choice = choice;
    this.world = new World(limit, minReady, story);
    this.workers = List.of(new Worker(world), new Worker(world));
    Releases releases = new Releases(world, engine);
    this.updates =
        new Updates(
            world,
            new NodeRun.Surroundings(
                world,
                engine,
                new SimulatedSteps(world, engine, releases),
                new SimulatedWaits(world, engine, releases),
                this::anyWorker,
                walked::add));
    this.operator =
        new Operator(
            world,
            engine,
            updates,
            onTheirOwn,
            this::anyWorker,
            name -> workers.forEach(worker -> worker.deliverBootcNode(name)));
  }

  Worker anyWorker() {
    return workers.get(choice.applyAsInt(workers.size()));
  }

  Set<Transition> walked() {
    return walked;
  }

  /** Each host, kubelet and agent does its next thing. */
  void nodesTurn() {
    for (SimulatedNode node : world.nodes()) {
      world.tell(node.name, node.kubeletStep());
      world.tell(node.name, node.host.hostStep());
      world.tell(node.name, node.host.agentStep());
    }
  }

  void deliverAll() {
    workers.forEach(Worker::deliverAll);
  }

  void pass(Duration time) {
    world.pass(time);
    workers.forEach(Worker::catchUp);
  }

  /** What must be true at any moment. What one write breaks is seen by the {@link Witness}. */
  void check() {
    List<SimulatedNode> down = down(node -> true);
    mostSlots = Math.max(budget(), Math.min(mostSlots, down.size()));
    List<String> slots = down.stream().map(node -> node.name).toList();
    Invariant.BUDGET.check(
        slots.size() <= mostSlots, "more than " + mostSlots + " slots are held: " + slots);
    checkCap();
    List<SimulatedNode> controlPlane = down(node -> node.controlPlane);
    Invariant.CONTROL_PLANE.check(
        controlPlane.size() <= 1,
        controlPlane.size() + " control-plane nodes hold slots: " + slots);
    SimulatedOrder order = world.pool().options().order();
    if (order != null && order.oneZone()) {
      Set<String> zones = slots.stream().map(SimulatedOrder::zone).collect(Collectors.toSet());
      Invariant.ZONE.check(zones.size() <= 1, "slots are held in more than one zone: " + slots);
    }
    checkStaging();
    for (SimulatedNode node : world.nodes()) {
      node.witness.cordon.check();
      node.witness.checkApproved();
      if (updates.of(node.name).filter(NodeRun::isPastItsSlot).isPresent()) {
        node.witness.cordon.checkSlot();
      }
    }
  }

  private void checkCap() {
    List<String> holders = new ArrayList<>(holders(node -> true).map(node -> node.name).toList());
    holders.addAll(world.otherPool().holders());
    Invariant.CAP.check(
        holders.size() <= world.otherPool().most(),
        () -> "more than " + world.otherPool().most() + " slots of both pools: " + holders);
  }

  private void checkStaging() {
    List<String> staging =
        world.nodes().stream()
            .filter(node -> node.staging.counts())
            .map(node -> node.name)
            .toList();
    MaxStaging limit = world.pool().options().maxStaging();
    Invariant.STAGING.check(
        limit == null || staging.size() <= limit.of(world.nodes().size()),
        () -> "more than " + limit + " were given an image to stage: " + staging);
  }

  /** As those who give slots may know it: pool and nodes may have changed since. */
  private int budget() {
    int most = world.budget();
    if (operator.run().isEmpty()) {
      return Math.max(most, mostSlots);
    }
    PoolRun run = operator.run().get();
    for (Worker worker : workers) {
      most = Math.max(most, run.target().maxUnavailable().of(worker.views().size()));
      most = Math.max(most, worker.pool().maxUnavailable().of(worker.views().size()));
    }
    return Math.max(most, run.budget());
  }

  /**
   * Nodes that hold a slot, without those who may have to give the mark of it back; and those that
   * a slot left cordoned when its BootcNode was deleted, if the latest holder knew before it went
   * on.
   */
  private List<SimulatedNode> down(Predicate<SimulatedNode> which) {
    List<SimulatedNode> down = new ArrayList<>(holders(which).toList());
    world
        .latestToGoOn(holders(which))
        .map(latest -> latest.minus(World.LONGEST_LAG))
        .ifPresent(known ->
            world.nodes().stream()
                .filter(which.and(node -> node.wasStranded(known)))
                .forEach(down::add));
    return down;
  }

  private Stream<SimulatedNode> holders(Predicate<SimulatedNode> which) {
    return world.slotHolders().stream().filter(which.and(holder -> world.isCounted(holder.name)));
  }
}
