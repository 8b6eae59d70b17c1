package dev.bootc.rollout.testkit.kubelet;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelets of all nodes that were registered here. A node that is down neither starts nor
 * finishes pods, as on real machines; when it comes up it catches up.
 */
public final class KubeletPlayer implements AutoCloseable {
  private static final int REGISTRATIONS_AT_ONCE = 16;
  private static final String NOT_READY_TAINT = "node.kubernetes.io/not-ready";

  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(KubeletPlayer.class);

  private final ApiWriter api;
  private final PodRunner pods;
  private final Clock clock = Clock.systemUTC();
  private final Set<String> up = ConcurrentHashMap.newKeySet();
  private final Map<String, Write> reporting = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();

  private KubeletPlayer(ApiWriter api, KubeletSettings settings) {
    this.api = api;
    this.pods = new PodRunner(api, settings, clock, up::contains);
  }

  /** Starts with no node; watches pods until closed. */
  public static KubeletPlayer start(Config config, KubeletSettings settings) {
    KubeletPlayer player =
        new KubeletPlayer(ApiWriter.connect(config, settings.userAgent()), settings);
    player.pods.start();
    return player;
  }

  /**
   * Registers nodes that are Ready, several at a time, and waits until all are there.
   *
   * @throws java.util.concurrent.CompletionException where the API server refuses one, as it does a
   *     name that is taken
   */
  public void register(Collection<NodeBlueprint> nodes) {
    Semaphore places = new Semaphore(REGISTRATIONS_AT_ONCE);
    CompletableFuture<?>[] registrations =
        nodes.stream()
            .map(node -> {
              places.acquireUninterruptibly();
              return register(node).whenComplete((_, _) -> places.release());
            })
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(registrations).join();
  }

  /** The node's kubelet stops: NotReady, and none of its pods is ready. */
  public CompletableFuture<Void> down(String node) {
    up.remove(node);
    return CompletableFuture.allOf(write(node, ready(false)), pods.notReady(node));
  }

  /**
   * The node's kubelet runs, on a machine with that boot ID. Completes once the API server has
   * taken it, which is tried until it does or the node goes down again.
   */
  public CompletableFuture<Void> up(String node, String bootId) {
    up.add(node);
    String status =
        """
        {"status":{"nodeInfo":{"bootID":"%s"},"conditions":[%s]}}\
        """
            .formatted(bootId, readyCondition(true));
    return write(node, status).thenAccept(_ -> pods.catchUp(node));
  }

  /**
   * Writes in order. A write that is not taken is tried again until the next one of the node wants
   * to take its place.
   */
  private CompletableFuture<Void> write(String node, String status) {
    Write write = new Write(writes.incrementAndGet(), new CompletableFuture<>());
    Write before = reporting.put(node, write);
    if (before == null) {
      attempt(node, status, write);
    } else {
      CompletableFuture<Void> _ = before.over().thenRun(() -> attempt(node, status, write));
    }
    return write.over();
  }

  private void attempt(String node, String status, Write write) {
    CompletableFuture<String> _ =
        api.strategicPatch(statusPath(node), status)
            .whenComplete((_, failure) -> {
              if (failure == null || !write.equals(reporting.get(node))) {
                write.over().complete(null);
              } else {
                LOG.atDebug()
                    .addKeyValue("node", node)
                    .setCause(failure)
                    .log("the state of the node is written again");
                pods.later(TRY_AGAIN, () -> attempt(node, status, write));
              }
            });
  }

  /** A node's state on its way to the API server; {@code over} once it was taken or given up. */
  private record Write(long number, CompletableFuture<Void> over) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Write write && write.number == number;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  private CompletableFuture<Void> register(NodeBlueprint node) {
    up.add(node.name());
    return api.create("/api/v1/nodes", Serialization.asJson(NodeObjects.of(node, clock.instant())))
        .thenCompose(answer -> untaint(node.name(), answer))
        .thenAccept(_ -> pods.catchUp(node.name()));
  }

  /** Admission taints every new node, and the controller that takes this back does not run here. */
  private CompletableFuture<String> untaint(String node, String answer) {
    return answer.contains(NOT_READY_TAINT)
        ? api.mergePatch("/api/v1/nodes/" + node, "{\"spec\":{\"taints\":null}}")
        : CompletableFuture.completedFuture(answer);
  }

  private String ready(boolean ready) {
    return "{\"status\":{\"conditions\":[" + readyCondition(ready) + "]}}";
  }

  private String readyCondition(boolean ready) {
    Instant now = clock.instant();
    return """
    {"type":"Ready","status":"%s","reason":"%s","message":"%s",\
    "lastHeartbeatTime":"%s","lastTransitionTime":"%s"}\
    """
        .formatted(
            ready ? "True" : "False",
            ready ? "KubeletReady" : "KubeletNotReady",
            ready ? "kubelet is posting ready status" : "node is shutting down",
            Times.text(now),
            Times.text(now));
  }

  private static String statusPath(String node) {
    return "/api/v1/nodes/" + node + "/status";
  }

  @Override
  public void close() {
    pods.close();
    api.close();
  }
}
