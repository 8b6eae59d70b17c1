package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The pods of one node, as long as somebody drains it: one list, and then a watch of what changes.
 * Of each pod only what a drain asks for is kept.
 */
public final class PodsOnNode implements AutoCloseable {
  private static final long PAGE = 500L;

  private final SharedIndexInformer<Pod> pods;

  private PodsOnNode(SharedIndexInformer<Pod> pods) {
    this.pods = pods;
  }

  /**
   * Begins to watch; returns at once.
   *
   * @param changed called at every change
   */
  public static PodsOnNode watch(KubernetesClient client, String node, Runnable changed) {
    SharedIndexInformer<Pod> pods =
        client
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", node)
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new TrimmingStore<>(Trims::pod))
            .exceptionHandler((afterStart, failure) -> true)
            .addEventHandler(new EachChange<>(pod -> changed.run()));
    CompletionStage<Void> _ = pods.start().thenRun(changed);
    return new PodsOnNode(pods);
  }

  /** Whether the first list is there. */
  public boolean isKnown() {
    return pods.hasSynced();
  }

  public List<Pod> all() {
    return pods.getStore().list();
  }

  @Override
  public void close() {
    pods.close();
  }
}
