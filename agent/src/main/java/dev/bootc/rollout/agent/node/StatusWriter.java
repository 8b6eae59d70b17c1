package dev.bootc.rollout.agent.node;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of a BootcNode as a merge patch that names every field, the empty ones as null.
 * A server-side apply could not take away what another field manager once wrote: after a move from
 * the Go project, its {@code status.staged} would stay for ever.
 */
final class StatusWriter {
  static final ResourceDefinitionContext DEFINITION =
      ResourceDefinitionContext.fromResourceType(BootcNode.class);
  private static final PatchContext STATUS_PATCH =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(BootcApi.AGENT_FIELD_MANAGER)
          .build();

  private final KubernetesClient client;

  StatusWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @return the object as the API server has it afterwards
   */
  GenericKubernetesResource write(BootcNode node, BootcNodeStatus status) {
    // As a generic resource: its nulls are sent, and the library does not read the object first.
    return client
        .genericKubernetesResources(DEFINITION)
        .withName(node.getMetadata().getName())
        .subresource("status")
        .patch(STATUS_PATCH, patch(node, status));
  }

  /** The uid keeps it from an object that took the place of the one that was looked at. */
  private static GenericKubernetesResource patch(BootcNode node, BootcNodeStatus status) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("observedGeneration", status.observedGeneration());
    fields.put("booted", status.booted());
    fields.put("staged", status.staged());
    fields.put("rollback", status.rollback());
    fields.put("conditions", status.conditions());
    GenericKubernetesResource patch = new GenericKubernetesResource();
    patch.setApiVersion(node.getApiVersion());
    patch.setKind(node.getKind());
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(node.getMetadata().getName())
            .withUid(node.getMetadata().getUid())
            .build());
    patch.setAdditionalProperty("status", fields);
    return patch;
  }
}
