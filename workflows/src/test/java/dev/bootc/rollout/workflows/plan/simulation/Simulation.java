package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Plan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A pool in random order: at each step one of all those who could act does. The same seed gives the
 * same run.
 */
final class Simulation {
  private static final int REMEMBERED = 80;

  /** So many turns of everybody without anything new mean that nothing moves any more. */
  private static final int QUIET_ROUNDS = 3;

  private static final int MOST_ROUNDS = 1_000;

  private final long seed;
  private final Random random;
  private final World world;
  private final Watch watch;
  private final PoolWorkflowModel pool;
  private final Invariants invariants;
  private final Faults faults;
  private final Deque<String> trace = new ArrayDeque<>();
  private String lastPlan = "";
  private int events;
  private int steps;
  private int plans;
  private int started;

  Simulation(long seed, Planner planner, PlanCheck check) {
    this.seed = seed;
    this.random = new Random(seed);
    this.world = new World(new MaxUnavailable(1 + random.nextInt(3), false), this::remember);
    this.watch = new Watch(world);
    int nodes = 3 + random.nextInt(7);
    for (int i = 0; i < nodes; i++) {
      world.join(i % 4 == 3);
    }
    this.pool = new PoolWorkflowModel(world, watch, planner, check);
    this.invariants = new Invariants(world, pool);
    this.faults = new Faults(random, world, watch, pool);
  }

  /** What a run did, to show that it was not idle. */
  record Tally(int steps, int plans, int started) {}

  /**
   * Faults for {@code length} steps, then quiet until nothing moves any more.
   *
   * @throws AssertionError with seed and trace, once anything is not as it must be
   */
  Tally run(int length) {
    try {
      for (int i = 0; i < length; i++) {
        step();
      }
      settle();
      return new Tally(steps, plans, started);
    } catch (AssertionError | RuntimeException violation) {
      throw new AssertionError(
          "seed %d, step %d: %s%n%s"
              .formatted(seed, steps, violation.getMessage(), String.join("\n", trace)),
          violation);
    }
  }

  private void step() {
    steps++;
    world.pass(Duration.ofMillis(random.nextInt(4_000)));
    int dice = random.nextInt(100);
    if (dice < 40) {
      nodeStep(any(List.copyOf(world.nodes())));
    } else if (dice < 62) {
      watchStep();
    } else if (dice < 85) {
      workflowStep();
    } else if (dice < 97) {
      planStep();
    } else {
      faults.strike();
    }
    invariants.check();
  }

  private void nodeStep(SimulatedNode node) {
    String done =
        switch (random.nextInt(6)) {
          case 0 -> node.hostStep();
          case 1 -> node.kubeletStep(world.now());
          case 2 -> node.schedulerStep();
          default -> node.agentStep(world.rebootKey(node));
        };
    world.tell(node.name, done);
  }

  private void watchStep() {
    List<String> names = watch.names();
    if (!names.isEmpty()) {
      String name = any(names);
      if (random.nextBoolean()) {
        watch.deliverBootcNode(name);
      } else {
        watch.deliverNode(name);
      }
    }
  }

  private void workflowStep() {
    List<String> running = pool.running();
    if (!running.isEmpty()) {
      pool.advance(any(running));
    }
  }

  private Plan planStep() {
    if (random.nextInt(3) == 0) {
      pool.steer();
    }
    Plan plan = pool.plan();
    plans++;
    started += plan.start().size();
    String text = plan.phase().text() + " " + plan.message();
    if (!text.equals(lastPlan)) {
      lastPlan = text;
      remember("plan", text);
    }
    return plan;
  }

  /** Nothing new goes wrong, and everybody gets their turns until nobody uses theirs any more. */
  private void settle() {
    faults.end();
    int quiet = 0;
    for (int round = 0; quiet < QUIET_ROUNDS; round++) {
      if (round > MOST_ROUNDS) {
        throw new AssertionError("does not come to rest");
      }
      int eventsBefore = events;
      everybodysTurn();
      quiet = events == eventsBefore ? quiet + 1 : 0;
    }
    world.pass(Duration.ofMinutes(2));
    Plan plan = planStep();
    invariants.check();
    Ending.check(world, plan);
  }

  private void everybodysTurn() {
    steps++;
    world.pass(Duration.ofSeconds(1));
    for (SimulatedNode node : world.nodes()) {
      world.tell(node.name, node.hostStep());
      world.tell(node.name, node.kubeletStep(world.now()));
      world.tell(node.name, node.agentStep(world.rebootKey(node)));
    }
    for (String name : pool.running()) {
      pool.advance(name);
    }
    pool.adopt();
    watch.deliverAll();
    pool.steer();
    planStep();
    invariants.check();
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
