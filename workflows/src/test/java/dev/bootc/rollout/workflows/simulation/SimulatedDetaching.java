package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.drain.DetachWait;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * What one attempt at a drain does once no pod is left: the product's own {@link DetachWait},
 * against volumes that are detached late or never. As in the product it is counted by whoever
 * drains, and anew by whoever takes over. What lists the volumes, and how often, is below this
 * world.
 */
final class SimulatedDetaching {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final World world;
  private final Engine engine;
  private final DetachWait wait = new DetachWait();
  private boolean told;

  SimulatedDetaching(World world, Engine engine) {
    this.world = world;
    this.engine = engine;
  }

  void podsAreLeft() {
    wait.podsAreLeft();
  }

  /** Whether the node stays up for now. */
  boolean keepsUp(SimulatedNode node, DrainPolicy policy) {
    if (engine.slips(Slip.WAITS_FOR_NO_VOLUMES)) {
      return false;
    }
    boolean endless =
        policy.volumesDetach() != null && engine.slips(Slip.WAITS_FOR_VOLUMES_FOR_EVER);
    Optional<String> waiting =
        wait.text(
            endless ? PoolSpec.detaching(policy, FOR_EVER) : policy,
            node.volumes::attached,
            Duration.between(World.BEGIN, world.now()));
    if (waiting.isPresent() && !told) {
      told = true;
      world.tell(node.name, "stays up: " + waiting.get());
    }
    return waiting.isPresent();
  }
}
