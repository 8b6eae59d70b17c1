package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Slot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Knows who wants a node cordoned. */
final class CordonWitness {
  private final SimulatedNode node;
  private final World world;

  /** Whether people want it cordoned. */
  private boolean peopleCordon;

  /** A cordon on top of ours leaves no trace on the Node, so what becomes of it is not ours. */
  private boolean disputed;

  /** When people last lifted a cordon in this slot. */
  private @Nullable Instant lifted;

  CordonWitness(SimulatedNode node, World world) {
    this.node = node;
    this.world = world;
  }

  void person(boolean cordon, boolean wasCordoned) {
    if (!cordon) {
      peopleCordon = false;
      disputed = false;
      lifted = world.now();
    } else if (!wasCordoned || !node.holdsSlot()) {
      peopleCordon = true;
      disputed = node.holdsSlot();
    }
  }

  void taken() {
    lifted = null;
  }

  void freed() {
    if (disputed) {
      peopleCordon = node.isCordoned();
      disputed = false;
    }
    check();
  }

  boolean wasLifted() {
    return lifted != null;
  }

  /** Somebody may have lifted it after it was last looked at. */
  boolean wasLiftedLately() {
    return lifted != null && lifted.plus(World.LONGEST_LAG).isAfter(world.now());
  }

  /** Whether the slot says of the cordon what is not so (yet). */
  boolean isMistaken() {
    Slot slot = node.bootcNode().map(BootcNodeObject::slot).orElse(null);
    return slot != null && !disputed && slot.wasCordoned() != peopleCordon;
  }

  /** Without a slot a node is cordoned if, and only if, people want that. */
  void check() {
    Invariant.CORDON.check(
        node.holdsSlot() || node.node().isEmpty() || node.isCordoned() == peopleCordon,
        node.name + " holds no slot and is " + (node.isCordoned() ? "" : "not ") + "cordoned");
  }

  /** Once it is taken, a slot says rightly whether somebody else's cordon is on the node. */
  void checkSlot() {
    Invariant.CORDON.check(
        !isMistaken() || lifted != null, node.name + " will not get its cordon back as it was");
  }
}
