package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells what happens to pools and nodes as Events. Runs in the leader only.
 *
 * <p>Each object says by itself what has happened to it, so nothing is kept over a restart: another
 * process reads the same, and the API server refuses the Event that it has. An Event that cannot be
 * written is told later; a rollout never waits for it.
 */
public final class PoolEvents implements ClusterCache.Listener, AutoCloseable {
  /** A fleet of 5,000 nodes that changes at once, twice. */
  private static final int MOST_UNTOLD = 10_000;

  private final ClusterCache cluster;
  private final Teller teller;
  private final Announcements announcements;

  private PoolEvents(ClusterCache cluster, Teller teller, Clock clock) {
    this.cluster = cluster;
    this.teller = teller;
    List<HasMetadata> present = new ArrayList<>(cluster.pools());
    present.addAll(cluster.bootcNodes());
    announcements = new Announcements(teller, present, clock);
  }

  /**
   * Begins with what happened lately; what is older has been told, or is no news any more.
   *
   * @param instance name of this process
   */
  public static PoolEvents begin(
      KubernetesClient client, ClusterCache cluster, String instance, Clock clock) {
    PoolEvents events =
        new PoolEvents(
            cluster,
            new Teller(event -> write(client, event), oneThread(), instance, clock),
            clock);
    cluster.listen(events);
    events.lookAtAll();
    return events;
  }

  private static void write(KubernetesClient client, Event event) {
    client.events().v1().events().inNamespace(Happening.NAMESPACE).resource(event).create();
  }

  private static ThreadPoolExecutor oneThread() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_UNTOLD),
        Thread.ofPlatform().daemon().name("events").factory());
  }

  private void lookAtAll() {
    cluster.pools().forEach(announcements::look);
    cluster.bootcNodes().forEach(announcements::look);
  }

  /** What becomes news by time alone, and what could not be told before. */
  public void round() {
    if (teller.isToBeToldAgain()) {
      lookAtAll();
    } else {
      cluster.bootcNodes().stream().filter(NodeFacts::holdsSlot).forEach(announcements::look);
    }
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    if (cluster.pool(pool.getMetadata().getName()).isPresent()) {
      announcements.look(pool);
    } else {
      announcements.forget(pool);
    }
  }

  @Override
  public void bootcNodeChanged(BootcNode node) {
    if (cluster.bootcNode(node.getMetadata().getName()).isPresent()) {
      announcements.look(node);
    } else {
      announcements.forget(node);
    }
  }

  @Override
  public void close() {
    cluster.forget(this);
    teller.close();
  }
}
