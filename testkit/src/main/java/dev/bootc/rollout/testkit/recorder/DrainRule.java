package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When a node goes down or boots, no pod that could have been evicted is on it any more. */
final class DrainRule implements Rule {

  private final List<Violation> violations = new ArrayList<>();

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (before == null || now == null) {
      return;
    }
    boolean wentDown = !before.isNotReady() && now.isNotReady();
    boolean booted = Boots.between(before, now);
    if (!wentDown && !booted) {
      return;
    }
    List<OfPod> left = world.podsAtRiskOn(now.name());
    if (!left.isEmpty()) {
      violations.add(
          new Violation(
              at,
              "Node %s %s while pods were on it: %s"
                  .formatted(
                      now.name(),
                      booted ? "booted" : "went not Ready",
                      left.stream().map(OfPod::text).collect(Collectors.joining(", ")))));
    }
  }

  @Override
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
