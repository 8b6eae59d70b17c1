package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A pool in which everybody takes turns in the same order, and what there is to tell of it. */
final class Story {
  private static final int MOST_ROUNDS = 200;
  private static final int QUIET_ROUNDS = 3;

  private final List<String> lines = new ArrayList<>();
  private final World world = new World(MaxUnavailable.ONE, this::tell);
  private final Watch watch = new Watch(world);
  private final PoolWorkflowModel pool =
      new PoolWorkflowModel(world, watch, RolloutPlanner::plan, PlanChecks::check);
  private final Invariants invariants = new Invariants(world, pool);
  private String lastPlan = "";

  World world() {
    return world;
  }

  SimulatedNode node(String name) {
    return Objects.requireNonNull(world.node(name));
  }

  void workers(int number) {
    for (int i = 0; i < number; i++) {
      world.join(false);
    }
  }

  /** Goes on until nothing happens any more. */
  void play(String chapter) {
    lines.add("");
    lines.add("## " + chapter);
    int quiet = 0;
    for (int round = 0; quiet < QUIET_ROUNDS; round++) {
      if (round > MOST_ROUNDS) {
        throw new AssertionError("does not come to rest:\n" + text());
      }
      int before = lines.size();
      round();
      quiet = lines.size() == before ? quiet + 1 : 0;
    }
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  private void round() {
    world.pass(Duration.ofSeconds(10));
    for (SimulatedNode node : world.nodes()) {
      world.tell(node.name, node.kubeletStep(world.now()));
      world.tell(node.name, node.hostStep());
      world.tell(node.name, node.agentStep(world.rebootKey(node)));
    }
    for (String name : pool.running()) {
      pool.advance(name);
      invariants.check();
    }
    watch.deliverAll();
    pool.steer();
    Plan plan = pool.plan();
    String text = plan.phase().text() + ": " + plan.message();
    if (!text.equals(lastPlan)) {
      lastPlan = text;
      lines.add("=> " + text);
    }
    invariants.check();
  }

  private void tell(String who, String what) {
    lines.add("   " + who + " " + what);
  }
}
