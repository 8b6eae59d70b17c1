package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes {@code status.rollout} by server-side apply under a field manager of its own. Progress is
 * offered at most once a second for a pool, and nothing when the object says it already; what this
 * process has written itself does not count, since other replicas write too. The first word of a
 * rollout and its last wait for no second.
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
  private final Map<String, Instant> latestWrite = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  RolloutStatusWriter(KubernetesClient client, Clock clock) {
    this.patches = new Patches(client);
    this.clock = clock;
  }

  /** Whether the last write, or its failure, is over and old enough for another. */
  boolean isDue(String pool) {
    CompletableFuture<Void> write = underWay.get(pool);
    return (write == null || write.isDone()) && untilDue(pool).isZero();
  }

  /** How long the last write is too young for another; zero where it is not. */
  Duration untilDue(String pool) {
    Instant last = latestWrite.get(pool);
    if (last == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(Instant.now(clock), last.plus(AT_MOST_EVERY));
    boolean clockWentBack = left.compareTo(AT_MOST_EVERY) > 0;
    return left.isNegative() || clockWentBack ? Duration.ZERO : left;
  }

  /**
   * Writes beside the caller, unless the pool says this already: slots are given meanwhile. A
   * refusal is logged and tried again: it must not keep slots from being given, and nothing would
   * say why. To be called only where a write is due.
   *
   * @param seen the pool; nothing is written over what it does not show
   * @param wanted asked last thing before the write: what is offered may be old by then
   */
  void offer(BootcNodePool seen, RolloutStatus status, BooleanSupplier wanted) {
    String pool = seen.getMetadata().getName();
    if (RolloutStatus.on(seen).filter(status::equals).isEmpty()) {
      latestWrite.put(pool, Instant.now(clock));
      underWay.put(
          pool, CompletableFuture.runAsync(() -> tryToWrite(seen, status, wanted), BESIDE));
    }
  }

  /** Returns once nothing that was offered can be written any more. */
  void settle(String pool) {
    CompletableFuture<Void> write = underWay.remove(pool);
    if (write != null) {
      write.join();
    }
  }

  /**
   * Writes at once, whether or not that is due, after what was offered before.
   *
   * @return false where the pool is another by now than it was seen
   */
  boolean begin(BootcNodePool seen, RolloutStatus status, BooleanSupplier wanted) {
    settle(seen.getMetadata().getName());
    latestWrite.put(seen.getMetadata().getName(), Instant.now(clock));
    return tryToWrite(seen, status, wanted);
  }

  private boolean tryToWrite(BootcNodePool seen, RolloutStatus status, BooleanSupplier wanted) {
    String pool = seen.getMetadata().getName();
    try {
      if (wanted.getAsBoolean()) {
        String version = seen.getMetadata().getResourceVersion();
        apply(pool, Map.of("name", pool, "resourceVersion", version), status);
      }
      return true;
    } catch (RuntimeException refused) {
      boolean old =
          refused instanceof KubernetesClientException conflict
              && conflict.getCode() == HttpURLConnection.HTTP_CONFLICT;
      LOG.atLevel(old ? Level.DEBUG : Level.WARN)
          .addKeyValue("pool", pool)
          .addKeyValue("why", refused.getMessage())
          .log("progress was not written");
      return !old;
    }
  }

  /** Writes it, whatever the pool says. */
  void write(String pool, RolloutStatus status) {
    apply(pool, Map.of("name", pool), status);
  }

  private void apply(String pool, Map<String, String> metadata, RolloutStatus status) {
    Map<String, Object> body =
        Map.of(
            "apiVersion",
            BootcApi.GROUP + "/" + BootcApi.VERSION,
            "kind",
            "BootcNodePool",
            "metadata",
            metadata,
            "status",
            Map.of("rollout", status));
    patches.apply(POOLS + pool + "/status", BootcApi.ROLLOUT_FIELD_MANAGER, body);
  }
}
