package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes {@code status.rollout} by server-side apply under a field manager of its own: at most once
 * a second for a pool, and nothing when nothing changed.
 */
final class RolloutStatusWriter {
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final String POOLS =
      "/apis/" + BootcApi.GROUP + "/" + BootcApi.VERSION + "/bootcnodepools/";

  private final Patches patches;
  private final Clock clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  RolloutStatusWriter(KubernetesClient client, Clock clock) {
    this.patches = new Patches(client);
    this.clock = clock;
  }

  /**
   * Writes unless this was written already, or something was written less than a second ago: then
   * the next call writes.
   */
  void offer(String pool, RolloutStatus status) {
    Instant now = Instant.now(clock);
    Written last = written.get(pool);
    if (last == null
        || (!last.status().equals(status) && !now.isBefore(last.at().plus(AT_MOST_EVERY)))) {
      write(pool, status);
    }
  }

  void write(String pool, RolloutStatus status) {
    Map<String, Object> body =
        Map.of(
            "apiVersion",
            BootcApi.GROUP + "/" + BootcApi.VERSION,
            "kind",
            "BootcNodePool",
            "metadata",
            Map.of("name", pool),
            "status",
            Map.of("rollout", status));
    patches.apply(POOLS + pool + "/status", BootcApi.ROLLOUT_FIELD_MANAGER, body);
    written.put(pool, new Written(status, Instant.now(clock)));
  }

  private record Written(RolloutStatus status, Instant at) {}
}
