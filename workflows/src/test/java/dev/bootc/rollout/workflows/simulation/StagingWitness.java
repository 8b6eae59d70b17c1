package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node stages because it was its turn, and nothing has come between. What joins, fails,
 * goes down or holds a slot may stage beyond the limit, and is not counted.
 */
final class StagingWitness {
  /** A node that says nothing for so long makes way for another. */
  private static final Duration COUNTS_FOR = Duration.ofMinutes(5);

  private final SimulatedNode node;
  private final World world;
  private @Nullable Instant since;

  /** When it last staged what it was not given in its turn, or held a slot. */
  private @Nullable Instant besideTurns;

  StagingWitness(SimulatedNode node, World world) {
    this.node = node;
    this.world = world;
  }

  /** It is asked for another image. */
  void asked(boolean inTurn) {
    boolean beside =
        besideTurns != null && besideTurns.plus(World.LONGEST_LAG).isAfter(world.now());
    since = inTurn && !beside && !node.holdsSlot() ? world.now() : null;
    if (since == null) {
      besideTurns = world.now();
    }
  }

  /** To be asked after every step: whatever comes between ends it for good. */
  boolean counts() {
    boolean stages = stages();
    Instant began = since;
    if (node.holdsSlot() || (began == null && stages)) {
      besideTurns = world.now();
    }
    if (began == null) {
      return false;
    }
    boolean undisturbed =
        stages
            && !node.holdsSlot()
            && node.isReady()
            && began.plus(COUNTS_FOR).isAfter(world.now());
    since = undisturbed ? began : null;
    return undisturbed && hasBeenSeenReady();
  }

  private boolean stages() {
    BootcNodeObject object = node.bootcNode().orElse(null);
    return object != null
        && object.state() != NodeState.DEGRADED
        && object.state() != NodeState.STAGED
        && !object.spec().desiredDigest().equals(node.host.running());
  }

  /** A cache may show it as down that lately was. */
  private boolean hasBeenSeenReady() {
    Instant lately = world.now().minus(World.LONGEST_LAG);
    Instant ready = node.node().map(NodeObject::readySince).orElse(null);
    return ready != null && ready.isBefore(lately);
  }
}
