package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code status.rollout} by server-side apply under a field manager of its own: at most once
 * a second for a pool, and nothing when nothing changed.
 */
final class RolloutStatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutStatusWriter.class);
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final Executor BESIDE =
      task -> Thread.ofVirtual().name("status-of-a-pool").start(task);
  private static final String POOLS =
      "/apis/" + BootcApi.GROUP + "/" + BootcApi.VERSION + "/bootcnodepools/";

  private final Patches patches;
  private final Clock clock;
  private final Map<String, Written> written = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  RolloutStatusWriter(KubernetesClient client, Clock clock) {
    this.patches = new Patches(client);
    this.clock = clock;
  }

  /** Whether the last write, or its failure, is over and old enough for another. */
  boolean isDue(String pool) {
    Written last = written.get(pool);
    CompletableFuture<Void> write = underWay.get(pool);
    return (write == null || write.isDone())
        && (last == null || !Instant.now(clock).isBefore(last.at().plus(AT_MOST_EVERY)));
  }

  /**
   * Writes beside the caller, unless this was written already: slots are given meanwhile. A refusal
   * is logged and tried again: it must not keep slots from being given, and nothing would say why.
   * To be called only where a write is due.
   */
  void offer(String pool, RolloutStatus status) {
    Written last = written.get(pool);
    written.put(pool, new Written(last == null ? null : last.status(), Instant.now(clock)));
    if (last == null || !status.equals(last.status())) {
      underWay.put(pool, CompletableFuture.runAsync(() -> tryToWrite(pool, status), BESIDE));
    }
  }

  /** Returns once nothing that was offered can be written any more. */
  void settle(String pool) {
    CompletableFuture<Void> write = underWay.remove(pool);
    if (write != null) {
      write.join();
    }
  }

  private void tryToWrite(String pool, RolloutStatus status) {
    try {
      write(pool, status);
    } catch (KubernetesClientException refused) {
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("why", refused.getMessage())
          .log("progress was not written");
      written.put(pool, new Written(null, Instant.now(clock)));
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

  /**
   * The latest attempt.
   *
   * @param status what was written; absent where that failed
   */
  private record Written(@Nullable RolloutStatus status, Instant at) {}
}
