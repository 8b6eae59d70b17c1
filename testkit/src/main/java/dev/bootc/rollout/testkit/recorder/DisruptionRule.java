package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBudget;
import dev.bootc.rollout.testkit.recorder.Facts.OfPod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No pod stops being healthy when its PodDisruptionBudget needs it. */
final class DisruptionRule implements Rule {

  private final List<Violation> violations = new ArrayList<>();

  @Override
  public void pod(Instant at, @Nullable OfPod before, @Nullable OfPod now, World world) {
    if (before == null || !before.isHealthy()) {
      return;
    }
    if (now == null || !now.isHealthy()) {
      world.budgetsOver(before).forEach(budget -> check(at, before, budget, world));
    }
  }

  private void check(Instant at, OfPod pod, OfBudget budget, World world) {
    long healthy = world.healthyPods(budget);
    if (healthy < budget.desiredHealthy()) {
      violations.add(
          new Violation(
              at,
              "Pod %s on node %s went, which left %d healthy pods where PodDisruptionBudget %s wants %d"
                  .formatted(
                      pod.text(), pod.node(), healthy, budget.key(), budget.desiredHealthy())));
    }
  }

  @Override
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
