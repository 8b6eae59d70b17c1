package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps a pool until its nodes are restored. The Go project's operator holds pools by the same
 * finalizer, so that either can delete what the other made; the one of our earlier versions is
 * taken off wherever it is met.
 */
final class PoolFinalizer {
  private static final List<String> OURS =
      List.of(BootcApi.POOL_FINALIZER, BootcApi.EARLIER_POOL_FINALIZER);
  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(BootcApi.OPERATOR_FIELD_MANAGER)
          .build();

  private final KubernetesClient client;

  PoolFinalizer(KubernetesClient client) {
    this.client = client;
  }

  /** Whether the pool, while it is deleted, waits for us. */
  static boolean holds(BootcNodePool pool) {
    return OURS.stream().anyMatch(pool::hasFinalizer);
  }

  /** To be called before the first node is touched. */
  void hold(BootcNodePool pool) {
    if (!pool.hasFinalizer(BootcApi.POOL_FINALIZER)
        || pool.hasFinalizer(BootcApi.EARLIER_POOL_FINALIZER)) {
      List<String> finalizers = ofOthers(pool);
      finalizers.add(BootcApi.POOL_FINALIZER);
      write(pool, finalizers);
    }
  }

  /** To be called once no node is held any more. */
  void letGo(BootcNodePool pool) {
    write(pool, ofOthers(pool));
  }

  private static List<String> ofOthers(BootcNodePool pool) {
    List<String> finalizers = new ArrayList<>(pool.getMetadata().getFinalizers());
    finalizers.removeAll(OURS);
    return finalizers;
  }

  private void write(BootcNodePool pool, List<String> finalizers) {
    Map<String, Object> metadata =
        Map.of(
            "uid", pool.getMetadata().getUid(),
            "resourceVersion", pool.getMetadata().getResourceVersion(),
            "finalizers", finalizers);
    try {
      client
          .resources(BootcNodePool.class)
          .withName(pool.getMetadata().getName())
          .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata)));
    } catch (KubernetesClientException refused) {
      // Gone meanwhile, or another one by now.
      if (refused.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw refused;
      }
    }
  }
}
