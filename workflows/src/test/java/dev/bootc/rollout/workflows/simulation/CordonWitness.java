package dev.bootc.rollout.workflows.simulation;

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

  /** Whether our cordon was left on the Node by whoever deleted the BootcNode in its slot. */
  private boolean orphaned;

  /** Whether people have lifted the cordon of this slot, and want the node back. */
  private boolean wantedBack;

  /** When people last lifted a cordon in this slot. */
  private @Nullable Instant lifted;

  CordonWitness(SimulatedNode node, World world) {
    this.node = node;
    this.world = world;
  }

  void person(boolean cordon, boolean wasCordoned) {
    wantedBack = !cordon && node.isMarkedForItsSlot() && (wasCordoned || wantedBack);
    if (!cordon) {
      peopleCordon = false;
      disputed = false;
      lifted = world.now();
    } else if (!wasCordoned || !node.holdsSlot()) {
      peopleCordon = true;
      disputed = node.holdsSlot() || node.isMarked();
    }
  }

  /** The slot goes, and takes along what is known of the cordon, except on the Node. */
  void orphaned() {
    orphaned = true;
  }

  /** Our cordon is a person's from now on. */
  void claimed() {
    peopleCordon = true;
    disputed = false;
  }

  void taken() {
    orphaned = node.isMarked();
    wantedBack = false;
    lifted = null;
  }

  void freed() {
    wantedBack = false;
    check();
  }

  /** The rollout cordons it. */
  void byUs() {
    Invariant.WISH.check(
        !wantedBack, node.name + " is cordoned again, and whoever lifted that wants it back");
  }

  /** Whose a cordon on top of our mark is shows once the mark is gone. */
  private void settle() {
    if (disputed && !node.isMarked()) {
      peopleCordon = node.isCordoned();
      disputed = false;
    }
  }

  boolean wasLifted() {
    return lifted != null;
  }

  /** Somebody may have lifted it after it was last looked at. */
  boolean wasLiftedLately() {
    return lifted != null && lifted.plus(World.LONGEST_LAG).isAfter(world.now());
  }

  /** Without a slot a node is cordoned if, and only if, people want that. */
  void check() {
    if ((orphaned || disputed) && !node.holdsSlot() && node.isMarked()) {
      return;
    }
    if (!node.holdsSlot()) {
      settle();
    }
    checkAtRest();
  }

  /** The same, and nothing is left to be mended. */
  void checkAtRest() {
    Invariant.CORDON.check(
        node.holdsSlot() || node.node().isEmpty() || node.isCordoned() == peopleCordon,
        node.name + " holds no slot and is " + (node.isCordoned() ? "" : "not ") + "cordoned");
  }

  /** Once the slot is taken, the Node itself says rightly whose cordon is on it. */
  void checkSlot() {
    Invariant.CORDON.check(
        !node.isCordoned() || disputed || node.isMarked() != peopleCordon,
        node.name + " will not get its cordon back as it was");
  }
}
