package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool's node is cordoned only while it holds a slot: the slot is recorded first. */
final class SlotRule implements Rule {

  private final List<Violation> violations = new ArrayList<>();

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (before == null || now == null || before.cordoned() || !now.cordoned()) {
      return;
    }
    world
        .bootcNode(now.name())
        .filter(bootcNode -> !bootcNode.holdsSlot())
        .ifPresent(_ ->
            violations.add(
                new Violation(at, "Node " + now.name() + " was cordoned without holding a slot")));
  }

  @Override
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
