package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one pool: its states one after the other, by a watch that begins anew by itself
 * whenever it is cut.
 */
public final class PoolChanges implements AutoCloseable {

  /** A state of it. */
  public sealed interface Seen {
    record State(BootcNodePool pool) implements Seen {}

    /** It was deleted. */
    record Gone() implements Seen {}
  }

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final SharedIndexInformer<BootcNodePool> informer;

  private PoolChanges(KubernetesClient client, String pool) {
    informer = client.resources(BootcNodePool.class).withName(pool).inform(new Noting(seen));
  }

  static PoolChanges of(KubernetesClient client, String pool) {
    return new PoolChanges(client, pool);
  }

  /** The next one; empty where nothing has changed for so long. */
  public Optional<Seen> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(seen.poll(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS));
  }

  /** Whether the API server tells of changes at present. */
  public boolean areHeard() {
    return informer.isWatching();
  }

  @Override
  public void close() {
    informer.close();
  }

  private record Noting(BlockingQueue<Seen> seen) implements ResourceEventHandler<BootcNodePool> {
    @Override
    public void onAdd(BootcNodePool pool) {
      seen.add(new Seen.State(pool));
    }

    @Override
    public void onUpdate(BootcNodePool before, BootcNodePool now) {
      seen.add(new Seen.State(now));
    }

    @Override
    public void onDelete(@Nullable BootcNodePool pool, boolean unknown) {
      seen.add(new Seen.Gone());
    }
  }
}
