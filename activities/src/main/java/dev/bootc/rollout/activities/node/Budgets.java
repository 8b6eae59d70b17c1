package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.workflows.drain.DisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * PodDisruptionBudgets that refuse an eviction, to say of one that never lets a pod go that it does
 * not. Many pods are held by the same one, so each is read only now and then.
 */
final class Budgets {
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  Budgets(KubernetesClient client) {
    this.client = client;
  }

  private record Known(Optional<DisruptionBudget> budget, long readAt) {
    boolean isOld() {
      return System.nanoTime() - readAt > READ_AGAIN_AFTER.toNanos();
    }
  }

  /** Empty where it cannot be read. */
  Optional<DisruptionBudget> named(String namespace, String name) {
    String key = namespace + "/" + name;
    Known before = known.get(key);
    if (before != null && !before.isOld()) {
      return before.budget();
    }
    known.values().removeIf(Known::isOld);
    Known now = new Known(read(namespace, name), System.nanoTime());
    known.put(key, now);
    return now.budget();
  }

  private Optional<DisruptionBudget> read(String namespace, String name) {
    try {
      return Optional.ofNullable(
              client
                  .policy()
                  .v1()
                  .podDisruptionBudget()
                  .inNamespace(namespace)
                  .withName(name)
                  .get())
          .flatMap(budget -> Optional.ofNullable(budget.getStatus()))
          .map(status -> budget(name, status));
    } catch (KubernetesClientException unreadable) {
      // It only makes the text better: the refusal itself has been reported.
      return Optional.empty();
    }
  }

  static DisruptionBudget budget(String name, PodDisruptionBudgetStatus status) {
    return new DisruptionBudget(
        name, orZero(status.getDesiredHealthy()), orZero(status.getExpectedPods()));
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
