package dev.bootc.rollout.agent.node;

import dev.bootc.rollout.agent.plan.ApprovalProof;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Tells of changes of what the node shall become, and not of those of its status. */
record SpecChanges(Runnable changed) implements ResourceEventHandler<GenericKubernetesResource> {
  @Override
  public void onAdd(GenericKubernetesResource node) {
    changed.run();
  }

  @Override
  public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
    boolean sameSpec =
        before.getMetadata().getUid().equals(now.getMetadata().getUid())
            && before.getMetadata().getGeneration().equals(now.getMetadata().getGeneration())
            && now.getMetadata().getDeletionTimestamp() == null
            && (!"Booted".equals(now.get("spec", "desiredImageState"))
                || proof(before).equals(proof(now)));
    if (!sameSpec) {
      changed.run();
    }
  }

  /** What may come after an approval that was not believed; what comes with it needs no look. */
  private static Map<String, String> proof(GenericKubernetesResource node) {
    Map<String, String> proof =
        new HashMap<>(Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of()));
    proof.keySet().retainAll(ApprovalProof.MARKS);
    return proof;
  }

  @Override
  public void onDelete(GenericKubernetesResource node, boolean finalStateUnknown) {
    changed.run();
  }

  @Override
  public void onNothing() {
    changed.run();
  }
}
