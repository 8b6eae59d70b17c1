package dev.bootc.rollout.playground.e2e;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Taints the nodes of a pool while they are not Ready, as the node lifecycle controller does, which
 * does not run here: pods that do not tolerate it that long are deleted, and no others come.
 */
final class NodeTaints implements AutoCloseable {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  private final KubernetesClient client;
  private final SharedIndexInformer<Node> nodes;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("node-taints").factory());

  NodeTaints(KubernetesClient client, String pool) {
    this.client = client;
    nodes = client.nodes().withLabel(TestPool.LABEL, pool).inform(new Watcher());
  }

  private void look(Node seen) {
    boolean down = KillPoint.AWAIT_THE_UPDATE.shows(seen);
    boolean tainted =
        seen.getSpec().getTaints().stream().anyMatch(taint -> NOT_READY.equals(taint.getKey()));
    if (down != tainted) {
      client
          .nodes()
          .withName(seen.getMetadata().getName())
          .edit(node -> down ? tainted(node) : untainted(node));
    }
  }

  private static Node tainted(Node node) {
    return new NodeBuilder(untainted(node))
        .editSpec()
        .addAllToTaints(
            List.of(
                new TaintBuilder().withKey(NOT_READY).withEffect("NoSchedule").build(),
                new TaintBuilder().withKey(NOT_READY).withEffect("NoExecute").build()))
        .endSpec()
        .build();
  }

  private static Node untainted(Node node) {
    return new NodeBuilder(node)
        .editSpec()
        .removeMatchingFromTaints(taint -> NOT_READY.equals(taint.getKey()))
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    nodes.close();
    executor.shutdownNow();
  }

  private final class Watcher implements ResourceEventHandler<Node> {
    @Override
    public void onAdd(Node node) {
      Future<?> _ = executor.submit(() -> look(node));
    }

    @Override
    public void onUpdate(Node before, Node node) {
      onAdd(node);
    }

    @Override
    public void onDelete(Node node, boolean unknown) {}
  }
}
