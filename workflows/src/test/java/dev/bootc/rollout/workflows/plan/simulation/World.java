package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is really there: the pool's spec, its nodes, and the clock. */
final class World {
  private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
  private final BiConsumer<String, String> story;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int image = 1;
  private int edits;
  private int joined;
  private MaxUnavailable maxUnavailable;
  private @Nullable Pause pausedByField;
  private @Nullable Pause pausedBySignal;

  /**
   * An empty pool.
   *
   * @param story is told who does what
   */
  World(MaxUnavailable maxUnavailable, BiConsumer<String, String> story) {
    this.maxUnavailable = maxUnavailable;
    this.story = story;
  }

  void tell(String who, String what) {
    if (!what.isEmpty()) {
      story.accept(who, what);
    }
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Collection<SimulatedNode> nodes() {
    return nodes.values();
  }

  @Nullable SimulatedNode node(String name) {
    return nodes.get(name);
  }

  SimulatedNode join(boolean controlPlane) {
    joined++;
    String name = String.format(Locale.ROOT, controlPlane ? "control-%02d" : "worker-%02d", joined);
    SimulatedNode node =
        new SimulatedNode(name, controlPlane, Images.digest(0), Images.image(image));
    nodes.put(name, node);
    tell(name, "joins");
    return node;
  }

  /** The operator lets a node go: its cordon is restored, its BootcNode deleted. */
  void leave(SimulatedNode node) {
    SimulatedNode.Slot slot = node.slot();
    if (slot != null) {
      node.cordon(slot.wasCordoned());
    }
    if (node.isCordoned() != node.cordonedByAdmin) {
      throw new AssertionError(node.name + " leaves with a cordon of ours");
    }
    nodes.remove(node.name);
    tell(node.name, "leaves");
  }

  void edit(int newImage) {
    image = newImage;
    edits++;
    tell("pool", "asks for image " + newImage);
  }

  void edit(MaxUnavailable limit) {
    maxUnavailable = limit;
    tell("pool", "maxUnavailable " + limit);
  }

  void pauseByField(boolean paused) {
    pausedByField = paused ? new Pause("spec.rollout.paused", "", now) : null;
    tell("pool", paused ? "is paused by its field" : "is not paused by its field");
  }

  void pauseBySignal(boolean paused) {
    pausedBySignal = paused ? new Pause("signal of sim", "simulated", now) : null;
    tell("pool", paused ? "is paused by signal" : "is resumed by signal");
  }

  @Nullable Pause pausedBySignal() {
    return pausedBySignal;
  }

  int imageNumber() {
    return image;
  }

  int budget() {
    return maxUnavailable.of(nodes.size());
  }

  RolloutTarget target() {
    return new RolloutTarget("pool", edits, Images.image(image), maxUnavailable, pausedByField);
  }

  /** One reboot of a node is allowed for each. */
  String rebootKey(SimulatedNode node) {
    return "edit " + edits + ", " + node.desiredImage();
  }
}
