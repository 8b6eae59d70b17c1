package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Follows a pool and its nodes, and shows them on the screen until it is closed. */
final class LiveView implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final String poolName;
  private final Screen screen;
  private final Clock clock;
  private final Board board = new Board();
  private final SharedIndexInformer<BootcNodePool> pools;
  private final SharedIndexInformer<BootcNode> updates;
  private final SharedIndexInformer<Node> nodes;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("live-view").factory());

  private LiveView(KubernetesClient client, String poolName, Screen screen, Clock clock) {
    this.poolName = poolName;
    this.screen = screen;
    this.clock = clock;
    this.pools = client.resources(BootcNodePool.class).inform();
    this.updates = client.resources(BootcNode.class).inform();
    this.nodes = client.nodes().inform();
  }

  static LiveView start(KubernetesClient client, String poolName, Screen screen, Clock clock) {
    LiveView view = new LiveView(client, poolName, screen, clock);
    Future<?> _ =
        view.timer.scheduleWithFixedDelay(
            view::show, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return view;
  }

  ClusterView now() {
    return new ClusterView(
        Optional.ofNullable(pools.getStore().getByKey(poolName)),
        nodes.getStore().list(),
        byName(updates.getStore().list()));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pools.close();
    updates.close();
    nodes.close();
  }

  /** Shows the present moment, without waiting for the next look. */
  synchronized void show() {
    ClusterView view = now();
    List<String> lines = new ArrayList<>();
    lines.add("pool " + poolName + "  " + board.poolLine(view));
    board.nodeLines(view, clock.instant()).forEach(line -> lines.add(line.text(clock.getZone())));
    screen.show(lines);
  }

  private static Map<String, BootcNode> byName(Collection<BootcNode> all) {
    return all.stream()
        .collect(Collectors.toMap(node -> node.getMetadata().getName(), Function.identity()));
  }
}
