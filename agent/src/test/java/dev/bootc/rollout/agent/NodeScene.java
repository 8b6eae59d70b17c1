package dev.bootc.rollout.agent;

import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Node and its BootcNode: what the operator asks of an agent, and what the agent answers. */
abstract class NodeScene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final KubernetesClient admin;
  private final ChartInstallation chart;

  /**
   * @param values of the chart
   */
  NodeScene(ControlPlane plane, String name, Optional<Path> values) {
    this.name = name;
    this.admin = plane.adminClient();
    // Whoever installs at the same time would fight over the same objects.
    synchronized (NodeScene.class) {
      this.chart = ChartInstallation.on(plane, values);
    }
    admin
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  final String nodeName() {
    return name;
  }

  /** What the agent of this node may do, as a file. */
  final Path agentKubeconfig() {
    return chart.agentKubeconfig(name);
  }

  /** The same, as the library has it. */
  final Config agentConfig() {
    return chart.agentConfig(name);
  }

  void want(String image, DesiredImageState state) {
    want(new BootcNodeSpec(image, state, null, null, null, null));
  }

  /** As an operator asks: what is approved holds a slot. */
  void want(BootcNodeSpec spec) {
    want(spec, spec.desiredImageState() == DesiredImageState.BOOTED ? slot() : noSlot());
  }

  private static Map<String, @Nullable String> slot() {
    return Map.of(BootcApi.IN_REBOOT_SLOT, "");
  }

  private static Map<String, @Nullable String> noSlot() {
    Map<String, @Nullable String> marks = new HashMap<>();
    marks.put(BootcApi.IN_REBOOT_SLOT, null);
    marks.put(BootcApi.APPROVED_DIGEST, null);
    marks.put(BootcApi.BOOT_ID_BEFORE, null);
    return marks;
  }

  /** As somebody writes it by hand. */
  void wantWithoutASlot(String image) {
    want(new BootcNodeSpec(image, DesiredImageState.BOOTED, null, null, null, null), noSlot());
  }

  /** As it comes out of a backup that was taken in an earlier boot. */
  void wantAsApprovedIn(String bootId, String image) {
    want(
        new BootcNodeSpec(image, DesiredImageState.BOOTED, null, null, null, null),
        Map.of(
            BootcApi.IN_REBOOT_SLOT,
            "",
            BootcApi.APPROVED_DIGEST,
            image.substring(image.indexOf('@') + 1),
            BootcApi.BOOT_ID_BEFORE,
            bootId));
  }

  /**
   * @param marks null values remove
   */
  private void want(BootcNodeSpec spec, Map<String, @Nullable String> marks) {
    if (bootcNode().get() == null) {
      BootcNode node = new BootcNode();
      node.setMetadata(
          new ObjectMetaBuilder().withName(name).withAnnotations(present(marks)).build());
      node.setSpec(spec);
      admin.resource(node).create();
      return;
    }
    bootcNode()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of("spec", fields(spec), "metadata", Map.of("annotations", marks))));
  }

  private static Map<String, String> present(Map<String, @Nullable String> marks) {
    Map<String, String> present = new HashMap<>();
    marks.forEach((key, value) -> {
      if (value != null) {
        present.put(key, value);
      }
    });
    return present;
  }

  /** All of them: what is null has to be taken away by the patch. */
  private static Map<String, @Nullable Object> fields(BootcNodeSpec spec) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("desiredImage", spec.desiredImage());
    fields.put("desiredImageState", spec.desiredImageState());
    fields.put("pullSecretRef", spec.pullSecretRef());
    fields.put("pullSecretHash", spec.pullSecretHash());
    fields.put("rebootPolicy", spec.rebootPolicy());
    fields.put("stagedImage", spec.stagedImage());
    return fields;
  }

  /** As the operator does where the pool's policy is AllowSoftReboot. */
  void allowSoftReboot() {
    Map<String, String> policy = Map.of(BootcApi.REBOOT_POLICY, BootcApi.ALLOW_SOFT_REBOOT);
    bootcNode()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("metadata", Map.of("annotations", policy))));
  }

  /** What stands there afterwards was written by an agent that has looked since. */
  void forgetReport() {
    bootcNode()
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"conditions\":[]}}");
  }

  void deleteBootcNode() {
    bootcNode().delete();
  }

  BootcNodeStatus status() {
    BootcNode node = bootcNode().get();
    return node == null || node.getStatus() == null ? BootcNodeStatus.EMPTY : node.getStatus();
  }

  Optional<ImageInfo> booted() {
    return Optional.ofNullable(status().booted());
  }

  Optional<ImageInfo> staged() {
    return Optional.ofNullable(status().staged());
  }

  Optional<ImageInfo> rollback() {
    return Optional.ofNullable(status().rollback());
  }

  String idleReason() {
    return condition(NodeConditions.IDLE, Condition::reason);
  }

  String idleMessage() {
    return condition(NodeConditions.IDLE, Condition::message);
  }

  /** The message of the condition Degraded where it is True, else nothing. */
  String error() {
    return Condition.find(status().conditions(), NodeConditions.DEGRADED)
        .filter(Condition::isTrue)
        .map(Condition::message)
        .orElse("");
  }

  void awaitIdleReason(String reason) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::idleReason, reason::equals);
  }

  void awaitIdleMessage(String part) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::idleMessage, message -> message.contains(part));
  }

  void awaitError(String part) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::error, error -> error.contains(part));
  }

  /** The status says that the image runs, and that nothing is under way. */
  void awaitRunning(String image) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            booted().filter(booted -> booted.is(image)).isPresent()
                && idleReason().equals(NodeConditions.REASON_IDLE));
  }

  /** The agent has seen the spec as it is now. */
  void awaitObserved() {
    Long generation = bootcNode().get().getMetadata().getGeneration();
    await().atMost(PATIENCE).until(() -> generation.equals(status().observedGeneration()));
  }

  @Override
  public void close() {
    bootcNode().delete();
    admin.nodes().withName(name).delete();
  }

  private String condition(String type, Function<Condition, String> part) {
    return Condition.find(status().conditions(), type).map(part).orElse("");
  }

  private Resource<BootcNode> bootcNode() {
    return admin.resources(BootcNode.class).withName(name);
  }
}
