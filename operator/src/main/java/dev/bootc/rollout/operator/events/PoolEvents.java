package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to pools and nodes as Events. Runs in the leader only.
 *
 * <p>Each object says by itself what has happened to it, so nothing is kept over a restart: another
 * process reads the same, and the API server refuses the Event that it has. An Event that cannot be
 * written is told when its object changes the next time, or at the next round; a rollout never
 * waits for it.
 */
public final class PoolEvents implements ClusterCache.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

  /** For so long an API server keeps Events where nobody says otherwise. */
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  /** A fleet of 5,000 nodes that changes at once, twice. */
  private static final int MOST_UNTOLD = 10_000;

  private final KubernetesClient client;
  private final ClusterCache cluster;
  private final String instance;
  private final Clock clock;
  private final Told told = new Told();
  private final AtomicBoolean untold = new AtomicBoolean();
  private final ThreadPoolExecutor teller =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_UNTOLD),
          Thread.ofPlatform().daemon().name("events").factory());

  private PoolEvents(KubernetesClient client, ClusterCache cluster, String instance, Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Begins with what happened lately; what is older has been told, or is no news any more.
   *
   * @param instance name of this process
   */
  public static PoolEvents begin(
      KubernetesClient client, ClusterCache cluster, String instance, Clock clock) {
    PoolEvents events = new PoolEvents(client, cluster, instance, clock);
    events.passOver();
    cluster.listen(events);
    events.lookAtAll();
    return events;
  }

  private void passOver() {
    Instant from = clock.instant().minus(KEPT_FOR);
    cluster.pools().forEach(pool -> passOver(PoolHappenings.of(pool), from));
    cluster.bootcNodes().forEach(node -> passOver(NodeHappenings.of(node, clock.instant()), from));
  }

  private void passOver(List<Happening> happenings, Instant from) {
    happenings.stream()
        .filter(old -> old.since().filter(from::isAfter).isPresent())
        .forEach(old -> told.add(old.name()));
  }

  private void lookAtAll() {
    cluster.pools().forEach(this::poolChanged);
    cluster.bootcNodes().forEach(this::bootcNodeChanged);
  }

  /** What becomes news by time alone, and what could not be told before. */
  public void round() {
    if (untold.compareAndSet(true, false)) {
      lookAtAll();
    } else {
      cluster.bootcNodes().stream().filter(NodeFacts::holdsSlot).forEach(this::bootcNodeChanged);
    }
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    PoolHappenings.of(pool).forEach(this::tell);
  }

  @Override
  public void bootcNodeChanged(BootcNode node) {
    NodeHappenings.of(node, clock.instant()).forEach(this::tell);
  }

  private void tell(Happening happening) {
    if (!told.add(happening.name())) {
      return;
    }
    Event event = happening.event(clock.instant(), instance);
    try {
      teller.execute(() -> write(event));
    } catch (RejectedExecutionException full) {
      isUntold(event);
    }
  }

  private void isUntold(Event event) {
    told.remove(event.getMetadata().getName());
    untold.set(true);
  }

  private void write(Event event) {
    try {
      client.events().v1().events().inNamespace(Happening.NAMESPACE).resource(event).create();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        isUntold(event);
        LOG.atWarn()
            .addKeyValue("event", event.getMetadata().getName())
            .addKeyValue("reason", event.getReason())
            .addKeyValue("why", refused.getMessage())
            .log("an event cannot be written and is told later");
      }
    }
  }

  @Override
  public void close() {
    cluster.forget(this);
    teller.shutdownNow();
  }
}
