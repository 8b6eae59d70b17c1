package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A pool in which everybody takes turns in the same order, and what there is to tell of it. */
final class Story {
  private static final int MOST_ROUNDS = 400;
  private static final int QUIET_ROUNDS = 5;

  private final List<String> lines = new ArrayList<>();
  private final Cluster cluster =
      new Cluster(MaxUnavailable.ONE, Duration.ZERO, Engine.REAL, false, this::tell, most -> 0);
  private String lastPlan = "";

  World world() {
    return cluster.world;
  }

  Operator operator() {
    return cluster.operator;
  }

  Cluster cluster() {
    return cluster;
  }

  SimulatedNode node(String name) {
    return world().node(name).orElseThrow();
  }

  void workers(int number) {
    for (int i = 0; i < number; i++) {
      world().join(false);
    }
  }

  /** Goes on until nothing happens any more. */
  void play(String chapter) {
    chapter(chapter);
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

  /** Goes on until that is so. */
  void playUntil(String chapter, BooleanSupplier reached) {
    chapter(chapter);
    for (int round = 0; !reached.getAsBoolean(); round++) {
      if (round > MOST_ROUNDS) {
        throw new AssertionError("is never so:\n" + text());
      }
      round();
    }
  }

  /** Goes on for so many rounds. */
  void rounds(int number) {
    for (int i = 0; i < number; i++) {
      round();
    }
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  private void chapter(String chapter) {
    lines.add("");
    lines.add("## " + chapter);
  }

  private void round() {
    cluster.pass(Duration.ofSeconds(10));
    cluster.nodesTurn();
    for (String name : cluster.updates.open()) {
      cluster.operator.advance(name);
      cluster.check();
    }
    cluster.deliverAll();
    cluster.operator.reconcile();
    cluster.operator.roll(cluster.anyWorker());
    cluster.operator.roll(cluster.anyWorker());
    cluster.operator.run().flatMap(PoolRun::latest).ifPresent(this::tell);
    cluster.check();
  }

  private void tell(Plan plan) {
    String text = plan.phase().text() + ": " + plan.report().headline();
    if (!text.equals(lastPlan)) {
      lastPlan = text;
      lines.add("=> " + text);
    }
  }

  private void tell(String who, String what) {
    lines.add("   " + who + " " + what);
  }
}
