package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cache of one kind follows what the API server answers: a watch may be open and tell
 * nothing, which no one but this notices.
 */
public final class CachedKind {
  /** What did not change is told to those who watch once a minute. */
  private static final Duration LAGS_AFTER = Duration.ofSeconds(90);

  /** Its version is what is asked for, and no object at all cannot be asked for. */
  private static final ListOptions ONE = new ListOptionsBuilder().withLimit(1L).build();

  private final LongSupplier answered;
  private final LongSupplier cached;
  private final LongSupplier nanoTime;
  private @Nullable Expectation expected;

  private record Expectation(long version, long since) {}

  /**
   * @param answered version of the kind as the API server has it; fails where that does not answer
   * @param cached version as the cache has it
   */
  CachedKind(LongSupplier answered, LongSupplier cached, LongSupplier nanoTime) {
    this.answered = answered;
    this.cached = cached;
    this.nanoTime = nanoTime;
  }

  /** Those that the cache watches everything of. */
  public static List<CachedKind> all(KubernetesClient client, ClusterCache cluster) {
    return List.of(
        new CachedKind(
            () -> version(client.resources(BootcNodePool.class).list(ONE)),
            cluster::poolsVersion,
            System::nanoTime),
        new CachedKind(
            () -> version(client.resources(BootcNode.class).list(ONE)),
            cluster::bootcNodesVersion,
            System::nanoTime),
        new CachedKind(
            () -> version(client.nodes().list(ONE)), cluster::nodesVersion, System::nanoTime));
  }

  private static long version(KubernetesResourceList<?> list) {
    return Long.parseLong(list.getMetadata().getResourceVersion());
  }

  /** Asks up to where the cache has to come. */
  public void ask() {
    long version = answered.getAsLong();
    synchronized (this) {
      if (expected == null) {
        expected = new Expectation(version, nanoTime.getAsLong());
      }
    }
  }

  /** An API server that does not answer is no reason to expect anything. */
  public synchronized void expectNothing() {
    expected = null;
  }

  public synchronized boolean lags() {
    if (expected != null && cached.getAsLong() >= expected.version()) {
      expected = null;
    }
    return expected != null && nanoTime.getAsLong() - expected.since() > LAGS_AFTER.toNanos();
  }
}
