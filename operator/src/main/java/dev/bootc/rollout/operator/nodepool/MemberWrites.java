package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.node.SlotMarks;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what makes a node a member: its BootcNode and its label. Each write is idempotent, and
 * patches only what differs.
 */
final class MemberWrites {
  private static final Logger LOG = LoggerFactory.getLogger(MemberWrites.class);
  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(BootcApi.OPERATOR_FIELD_MANAGER)
          .build();

  private final KubernetesClient client;

  MemberWrites(KubernetesClient client) {
    this.client = client;
  }

  /** The new member; empty where somebody else made its BootcNode first. */
  Optional<BootcNode> join(BootcNodePool pool, CheckedSpec.Valid spec, Node node) {
    String name = node.getMetadata().getName();
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(
        new ObjectMetaBuilder().withName(name).withOwnerReferences(controller(pool)).build());
    bootcNode.setSpec(PoolCopy.of(spec).specWith(spec.image().toString()));
    try {
      BootcNode created = client.resource(bootcNode).create();
      label(node);
      LOG.atInfo().addKeyValue("pool", spec.pool()).addKeyValue("node", name).log("node joined");
      return Optional.of(created);
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw refused;
      }
      return alreadyThere(pool, name);
    }
  }

  /** The cache did not know it yet; whoever made it, only a member of this pool counts here. */
  private Optional<BootcNode> alreadyThere(BootcNodePool pool, String name) {
    BootcNode existing = client.resources(BootcNode.class).withName(name).get();
    return existing == null
        ? Optional.empty()
        : MembershipDiff.ownedBy(pool, List.of(existing)).stream().findFirst();
  }

  /** The member as it must be: owned, labelled, with what it copies from the pool. */
  BootcNode mend(BootcNodePool pool, CheckedSpec.Valid spec, BootcNode bootcNode, Node node) {
    label(node);
    Map<String, @Nullable Object> copied = PoolCopy.of(spec).patch(bootcNode.getSpec());
    if (!bootcNode.unreadable().isEmpty()) {
      // Of a newer version, perhaps: what this one does not know, it does not approve.
      copied.put("desiredImageState", bootcNode.getSpec().desiredImageState());
    }
    Map<String, Object> patch = new HashMap<>(Map.of("spec", copied));
    Map<String, @Nullable Object> metadata = thatOne(bootcNode);
    if (bootcNode.getMetadata().getOwnerReferences().isEmpty()) {
      metadata.put("ownerReferences", List.of(controller(pool)));
    }
    patch.put("metadata", metadata);
    return client
        .resources(BootcNode.class)
        .withName(bootcNode.getMetadata().getName())
        .patch(MERGE, Serialization.asJson(patch));
  }

  /** Takes back an approval, and what is left of a slot, provided that nobody has written since. */
  void takeBack(BootcNode member) {
    client
        .resources(BootcNode.class)
        .withName(member.getMetadata().getName())
        .patch(
            MERGE,
            Serialization.asJson(
                Map.of(
                    "metadata",
                    Map.of(
                        "resourceVersion",
                        member.getMetadata().getResourceVersion(),
                        "annotations",
                        SlotMarks.REMOVED),
                    "spec",
                    Map.of("desiredImageState", DesiredImageState.STAGED))));
  }

  /** Takes the label off, if the node is there and has it. */
  void unlabel(@Nullable Node node) {
    if (node == null || !isLabelled(node)) {
      return;
    }
    Map<String, @Nullable Object> labels = new HashMap<>();
    labels.put(BootcApi.MANAGED_LABEL, null);
    patchLabels(node, labels);
  }

  private void label(Node node) {
    if (!isLabelled(node)) {
      patchLabels(node, Map.of(BootcApi.MANAGED_LABEL, ""));
    }
  }

  private void patchLabels(Node node, Map<String, ? extends @Nullable Object> labels) {
    Map<String, @Nullable Object> metadata = thatOne(node);
    metadata.put("labels", labels);
    try {
      client
          .nodes()
          .withName(node.getMetadata().getName())
          .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata)));
    } catch (KubernetesClientException refused) {
      // A node that has gone meanwhile needs no label; its BootcNode follows it soon.
      if (refused.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw refused;
      }
    }
  }

  /** A patch of metadata that another object by the same name refuses with a conflict. */
  private static Map<String, @Nullable Object> thatOne(HasMetadata object) {
    Map<String, @Nullable Object> metadata = new HashMap<>();
    metadata.put("uid", object.getMetadata().getUid());
    return metadata;
  }

  private static boolean isLabelled(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of())
        .containsKey(BootcApi.MANAGED_LABEL);
  }

  private static OwnerReference controller(BootcNodePool pool) {
    return new OwnerReferenceBuilder()
        .withApiVersion(BootcApi.GROUP + "/" + BootcApi.VERSION)
        .withKind("BootcNodePool")
        .withName(pool.getMetadata().getName())
        .withUid(pool.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
