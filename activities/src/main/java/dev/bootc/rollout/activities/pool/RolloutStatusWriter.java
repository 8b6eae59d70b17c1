package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
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
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(BootcApi.ROLLOUT_FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();

  RolloutStatusWriter(KubernetesClient client, Clock clock) {
    this.client = client;
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
    try {
      client
          .resources(BootcNodePool.class)
          .withName(pool)
          .subresource("status")
          .patch(APPLY, client.getKubernetesSerialization().asJson(body));
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw failure;
      }
    }
    written.put(pool, new Written(status, Instant.now(clock)));
  }

  private record Written(RolloutStatus status, Instant at) {}
}
