package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.NodeConditions;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as tests need them. */
final class Fixtures {
  static final String OLD_DIGEST = "sha256:" + "a".repeat(64);
  static final String NEW_DIGEST = "sha256:" + "b".repeat(64);
  static final String NAME = "registry.example.com/os/node";
  static final String OLD_IMAGE = NAME + "@" + OLD_DIGEST;
  static final String NEW_IMAGE = NAME + "@" + NEW_DIGEST;

  private Fixtures() {}

  static LabelSelector selector(Map<String, String> labels) {
    return new LabelSelectorBuilder().withMatchLabels(labels).build();
  }

  static BootcNodePool pool(String name, Map<String, String> labels, String image) {
    return pool(
        name, new BootcNodePoolSpec(selector(labels), new ImageSource(image), null, null, null));
  }

  static BootcNodePool pool(String name, BootcNodePoolSpec spec) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid("uid-of-" + name)
            .withGeneration(1L)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .build());
    pool.setSpec(spec);
    return pool;
  }

  static Node node(String name, Map<String, String> labels) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  static Node managedNode(String name, Map<String, String> labels) {
    Node node = node(name, new java.util.HashMap<>(labels));
    node.getMetadata().getLabels().put(BootcApi.MANAGED_LABEL, "");
    return node;
  }

  /** A BootcNode that asks for {@code desired} and runs {@code booted}. */
  static BootcNode bootcNode(
      String name,
      @Nullable String pool,
      String desired,
      @Nullable String booted,
      Condition... conditions) {
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName(name).build());
    if (pool != null) {
      node.getMetadata()
          .setOwnerReferences(
              new ArrayList<>(
                  List.of(
                      new io.fabric8.kubernetes.api.model.OwnerReferenceBuilder()
                          .withApiVersion("node.bootc.dev/v1alpha1")
                          .withKind("BootcNodePool")
                          .withName(pool)
                          .withUid("uid-of-" + pool)
                          .withController(true)
                          .build())));
    }
    node.setSpec(new BootcNodeSpec(desired, DesiredImageState.STAGED, null, null, null, null));
    node.setStatus(
        new BootcNodeStatus(
            null, booted == null ? null : image(booted), null, null, List.of(conditions)));
    return node;
  }

  static BootcNode inSlot(BootcNode node) {
    node.getMetadata().setAnnotations(Map.of(BootcApi.IN_REBOOT_SLOT, ""));
    return node;
  }

  static Condition busy(String reason) {
    return new Condition(
        NodeConditions.IDLE, Condition.FALSE, null, "2026-01-01T00:00:00Z", reason, "");
  }

  static Condition degraded() {
    return new Condition(
        NodeConditions.DEGRADED,
        Condition.TRUE,
        null,
        "2026-01-01T00:00:00Z",
        NodeConditions.ERROR,
        "stage failed");
  }

  private static ImageInfo image(String image) {
    return new ImageInfo(
        image, image.substring(image.indexOf('@') + 1), null, null, null, null, null);
  }
}
