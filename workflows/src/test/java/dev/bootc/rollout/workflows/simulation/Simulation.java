package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A pool in random order: at each step one of all those who could act does. The same seed gives the
 * same run.
 */
final class Simulation {
  private static final int REMEMBERED = 120;

  /** So many turns of everybody without anything new mean that nothing moves any more. */
  private static final int QUIET_ROUNDS = 12;

  /** Longer than a watch may be behind: what is wrong that long is seen by everybody. */
  private static final Duration MIN_READY = Duration.ofSeconds(12);

  private static final int ACTORS = 4;

  private static final int MOST_ROUNDS = 2_000;

  private final long seed;
  private final Random random;
  private final Cluster cluster;
  private final World world;
  private final Faults faults;
  private final Approver approver;
  private final Random otherDice;
  private final Skipper skipper;
  private final Undoer undoer;
  private final Doubter doubter;
  private final OtherRollout other;
  private final Retrier retrier;
  private final Gatekeeper gatekeeper;
  private final Detacher detacher;
  private final int faultsInAHundred;
  private final int deliveriesInAHundred;
  private final int longestPause;
  private final Deque<String> trace = new ArrayDeque<>();
  private String lastPlan = "";
  private int events;
  private int steps;
  private int started;
  private int rounds;

  Simulation(long seed, Engine engine) {
    this.seed = seed;
    this.random = new Random(seed);
    MaxUnavailable limit = new MaxUnavailable(1 + random.nextInt(3), false);
    this.cluster =
        new Cluster(limit, minReady(seed), engine, isLarge(seed), this::remember, random::nextInt);
    this.world = cluster.world;
    this.otherDice = PoolOptions.dice(seed);
    world.ask(PoolOptions.of(seed, otherDice));
    sharedBy(seed).ifPresent(world::share);
    this.other = new OtherRollout(seed, cluster);
    this.faults = new Faults(random, isHasty(seed), cluster);
    this.approver = new Approver(seed, world);
    this.skipper = new Skipper(seed, world);
    this.undoer = new Undoer(seed, cluster);
    this.doubter = new Doubter(seed, cluster);
    this.retrier = new Retrier(seed, cluster);
    this.gatekeeper = new Gatekeeper(seed, world);
    this.detacher = new Detacher(seed, world);
    this.faultsInAHundred = 1 + random.nextInt(10);
    this.deliveriesInAHundred = 3 + random.nextInt(20);
    this.longestPause = 100 + random.nextInt(900);
    int nodes = 2 + random.nextInt(7);
    for (int i = 0; i < nodes; i++) {
      world.join(i % 4 == 3);
    }
    cluster.deliverAll();
  }

  /** In most runs none: what goes slowly meets less. */
  private static Duration minReady(long seed) {
    return seed % 7 == 5 ? MIN_READY : Duration.ZERO;
  }

  /** In most runs they wait for what they did before to show. */
  private static boolean isHasty(long seed) {
    return seed % 5 == 1;
  }

  /** In some runs all pools share a limit. */
  private static Optional<MaxUnavailable> sharedBy(long seed) {
    SplittableRandom dice = Seeds.otherDice(seed, 0x5A4EL);
    return Seeds.isSteered(seed) && dice.nextInt(4) == 0
        ? Optional.of(new MaxUnavailable(1 + dice.nextInt(3), false))
        : Optional.empty();
  }

  /** Whether updates run on their own, as in a pool of more nodes than a simulation has. */
  private static boolean isLarge(long seed) {
    return seed % 10 == 1;
  }

  /** What a run did, to show that it was not idle. */
  record Tally(int steps, int started, Set<Transition> walked) {}

  /**
   * Faults for {@code length} steps, then quiet until nothing moves any more.
   *
   * @throws Violation with seed and story, once anything is not as it must be
   */
  Tally run(int length) {
    try {
      for (int i = 0; i < length; i++) {
        step();
      }
      settle();
      return new Tally(steps, started, cluster.walked());
    } catch (Violation violation) {
      throw violation.told("seed " + seed + ", step " + steps, String.join("\n", trace));
    } catch (RuntimeException broken) {
      throw new AssertionError("seed " + seed + ", step " + steps + ": " + broken, broken);
    }
  }

  private void step() {
    steps++;
    faults.resume();
    approver.act();
    skipper.act();
    undoer.act();
    doubter.act();
    other.act();
    retrier.act();
    gatekeeper.act();
    detacher.act();
    cluster.pass(Duration.ofMillis(random.nextInt(longestPause)));
    if (otherDice.nextInt(300) == 0) {
      world.approveStep();
    }
    if (otherDice.nextInt(1_000) == 0) {
      world.overrideWindows(Duration.ofSeconds(otherDice.nextInt(300)));
    }
    int dice = random.nextInt(100);
    if (cluster.operator.run().isEmpty() && random.nextInt(20) == 0) {
      world.editForth();
    } else if (dice < faultsInAHundred) {
      faults.strike();
    } else if (dice < 35) {
      nodeStep();
    } else if (dice < 35 + deliveriesInAHundred) {
      watchStep(cluster.anyWorker());
    } else if (dice < 80) {
      updateStep();
    } else if (dice < 95) {
      rollStep();
      cluster.check();
      rollStep();
    } else {
      cluster.operator.reconcile();
    }
    cluster.check();
  }

  /** The first, from a random one on, of those on the nodes who have something to do. */
  private void nodeStep() {
    List<SimulatedNode> nodes = List.copyOf(world.nodes());
    int first = random.nextInt(nodes.size());
    int actor = random.nextInt(ACTORS);
    for (int i = 0; i < nodes.size() * ACTORS; i++) {
      SimulatedNode node = nodes.get((first + i / ACTORS) % nodes.size());
      String done = nodeStep(node, (actor + i) % ACTORS);
      world.tell(node.name, done);
      if (!done.isEmpty()) {
        return;
      }
    }
  }

  private static String nodeStep(SimulatedNode node, int actor) {
    return switch (actor) {
      case 0 -> node.host.hostStep();
      case 1 -> node.kubeletStep();
      case 2 -> node.schedulerStep();
      default -> node.host.agentStep();
    };
  }

  private void watchStep(Worker worker) {
    List<String> names = worker.names();
    switch (random.nextInt(7)) {
      case 0 -> worker.deliverPool();
      case 1, 2, 3 -> worker.deliverNode(any(names));
      default -> worker.deliverBootcNode(any(names));
    }
  }

  private void updateStep() {
    List<String> open = cluster.updates.open();
    for (int i = 0; i < 3 && !open.isEmpty(); i++) {
      cluster.operator.advance(any(open));
      cluster.check();
    }
  }

  private void rollStep() {
    cluster.operator.roll(cluster.anyWorker());
    cluster.operator.run().flatMap(PoolRun::latest).ifPresent(this::remember);
  }

  private void remember(Plan plan) {
    String text = plan.phase().text() + " " + plan.report().message();
    if (!text.equals(lastPlan)) {
      lastPlan = text;
      started += plan.orders().start().size();
      remember("plan", text);
    }
  }

  /** Nothing new goes wrong, and everybody gets their turns until nobody uses theirs any more. */
  private void settle() {
    faults.end(random.nextInt(3) > 0);
    if (cluster.operator.isCancelled()) {
      world.editForth();
    }
    approver.end();
    rest();
    int eventsBefore;
    do {
      eventsBefore = events;
      world.approveStep();
      // Whatever has a deadline meets it, slots are adopted, and a window opens.
      Instant later = world.nextStart(world.now().plus(Duration.ofMinutes(10)));
      cluster.pass(Duration.between(world.now(), later));
      rest();
    } while (events > eventsBefore);
    cluster.check();
    Ending.check(cluster);
  }

  private void rest() {
    int quiet = 0;
    while (quiet < QUIET_ROUNDS) {
      rounds++;
      Invariant.REST.check(rounds <= MOST_ROUNDS, "it does not come to rest");
      int eventsBefore = events;
      everybodysTurn();
      quiet = events == eventsBefore ? quiet + 1 : 0;
    }
  }

  private void everybodysTurn() {
    steps++;
    cluster.pass(Duration.ofSeconds(1));
    cluster.nodesTurn();
    cluster.updates.open().forEach(cluster.operator::advance);
    cluster.deliverAll();
    cluster.operator.reconcile();
    rollStep();
    cluster.check();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void remember(String who, String what) {
    events++;
    trace.addLast("  " + steps + " " + who + " " + what);
    if (trace.size() > REMEMBERED) {
      trace.removeFirst();
    }
  }
}
