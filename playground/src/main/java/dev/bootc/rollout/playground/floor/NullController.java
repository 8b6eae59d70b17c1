package dev.bootc.rollout.playground.floor;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls the one pool of a cluster by the writes of the contract, each as soon as the API server has
 * taken the one before. It keeps the budget and nothing else: no drain, no look at the Node, no
 * memory, no second attempt. Lives on one thread.
 */
final class NullController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NullController.class);

  private final ApiWriter api;
  private final ContractWrites writes;
  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("null-controller").factory());
  private final Set<String> members = new HashSet<>();
  private final Queue<String> staged = new ArrayDeque<>();
  private final Set<String> started = new HashSet<>();
  private final Set<String> updated = new HashSet<>();
  private @Nullable BootcNodePool pool;
  private int slots;
  private int finished;

  private NullController(ApiWriter api) {
    this.api = api;
    this.writes = new ContractWrites(api, Clock.systemUTC());
  }

  static NullController start(Config config, String userAgent) {
    NullController controller = new NullController(ApiWriter.connect(config, userAgent));
    controller.watch(BootcNodePool.class, controller::see);
    controller.watch(BootcNode.class, controller::see);
    return controller;
  }

  private void see(BootcNodePool seen) {
    BootcNodePool before = pool;
    pool = seen;
    if (before == null) {
      adopt(seen);
    } else if (!image(before).equals(image(seen))) {
      staged.clear();
      started.clear();
      updated.clear();
      finished = 0;
      members.forEach(node -> after(writes.target(node, image(seen)), () -> {}));
    }
  }

  /** Before any rollout: a BootcNode for each Node, which runs the image already. */
  private void adopt(BootcNodePool seen) {
    KubernetesClient client = api.client();
    client.nodes().withLabelSelector(seen.getSpec().nodeSelector()).list().getItems().stream()
        .map(Node::getMetadata)
        .forEach(node -> members.add(node.getName()));
    for (String node : members) {
      BootcNode made = new BootcNode();
      made.setMetadata(new ObjectMetaBuilder().withName(node).build());
      made.setSpec(
          new BootcNodeSpec(image(seen), DesiredImageState.STAGED, null, null, null, null));
      client.resource(made).create();
    }
  }

  private void see(BootcNode seen) {
    BootcNodePool current = pool;
    if (current == null || !seen.getSpec().desiredImage().equals(image(current))) {
      return;
    }
    String node = seen.getMetadata().getName();
    NodeState state = NodeState.of(seen);
    if (state == NodeState.STAGED && started.add(node)) {
      staged.add(node);
      startNext(current);
    } else if (state == NodeState.UP_TO_DATE && updated.add(node)) {
      finish(current, node);
    }
  }

  private void startNext(BootcNodePool current) {
    while (slots < budget(current) && !staged.isEmpty()) {
      slots++;
      String node = staged.remove();
      after(
          writes
              .slot(node)
              .thenCompose(_ -> writes.cordon(node, true))
              .thenCompose(_ -> writes.approval(node, image(current))),
          () -> {});
    }
  }

  private void finish(BootcNodePool current, String node) {
    if (!started.contains(node)) {
      count(current);
      return;
    }
    after(
        writes.cordon(node, false).thenCompose(_ -> writes.release(node, image(current))),
        () -> {
          slots--;
          startNext(current);
          count(current);
        });
  }

  private void count(BootcNodePool current) {
    finished++;
    if (finished == members.size()) {
      String name = current.getMetadata().getName();
      after(writes.upToDate(name, image(current), finished), () -> {});
    }
  }

  private <T extends HasMetadata> void watch(Class<T> kind, Consumer<T> see) {
    SharedIndexInformer<T> _ =
        api.client()
            .resources(kind)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(T added) {
                    loop.execute(() -> see.accept(added));
                  }

                  @Override
                  public void onUpdate(T before, T now) {
                    onAdd(now);
                  }

                  @Override
                  public void onDelete(T gone, boolean unknown) {}
                });
  }

  /** A write that the API server refuses ends the program: what is measured means nothing then. */
  private void after(CompletableFuture<String> written, Runnable next) {
    CompletableFuture<Void> _ =
        written.handle((_, failure) -> {
          if (failure != null) {
            LOG.atError().setCause(failure).log("a write was refused");
            System.exit(1);
          }
          loop.execute(next);
          return null;
        });
  }

  private static String image(BootcNodePool pool) {
    return pool.getSpec().image().ref();
  }

  private static int budget(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    IntOrString most = rollout == null ? null : rollout.maxUnavailable();
    return most == null ? 1 : most.getIntVal();
  }

  @Override
  public void close() {
    loop.shutdownNow();
    api.close();
  }
}
