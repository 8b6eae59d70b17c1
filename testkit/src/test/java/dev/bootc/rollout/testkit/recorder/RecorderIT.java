package dev.bootc.rollout.testkit.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RealServers
class RecorderIT {

  private static final String IMAGE = "registry.example/os@sha256:" + "b".repeat(64);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;

  RecorderIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.adminClient();
    ChartInstallation.on(controlPlane);
  }

  @Test
  void shouldFindWhatHappenedWhenTwoNodesAreCordonedAtOnce() {
    // Given
    poolOfNodes("seen", "seen-a", "seen-b");

    try (Recorder recorder = Recorder.start(controlPlane.adminConfig())) {
      // When
      takeSlot("seen-a");
      cordon("seen-a");
      cordon("seen-b");
      Findings findings = recorder.finish();

      // Then
      assertThat(sentencesWith(findings, "seen-"))
          .containsExactlyInAnyOrder(
              "Node seen-b of pool seen became cordoned, the number of unavailable nodes then being 2 of at most 1: seen-a, seen-b",
              "Node seen-b was cordoned without holding a slot",
              "Node seen-a is left cordoned, and was schedulable at first",
              "Node seen-b is left cordoned, and was schedulable at first",
              "BootcNode seen-a is left with bootc.dev/in-reboot-slot");
    }
  }

  @Test
  void shouldSeeWhatFollowsWhenTheApiServerIsRestarted() {
    // Given
    poolOfNodes("restarted", "restarted-a");

    try (Recorder recorder = Recorder.start(controlPlane.adminConfig())) {
      // When
      controlPlane.killAndRestartApiServer();
      cordon("restarted-a");
      Findings findings = recorder.soFar();

      // Then
      assertThat(sentencesWith(findings, "restarted-"))
          .containsExactly("Node restarted-a was cordoned without holding a slot");
    }
  }

  private void poolOfNodes(String pool, String... names) {
    BootcNodePool created = new BootcNodePool();
    created.setMetadata(new ObjectMetaBuilder().withName(pool).build());
    created.setSpec(
        new BootcNodePoolSpec(
            new LabelSelectorBuilder().addToMatchLabels("pool", pool).build(),
            new ImageSource(IMAGE),
            null,
            null,
            null));
    String uid = client.resource(created).create().getMetadata().getUid();
    List.of(names).forEach(name -> node(pool, uid, name));
  }

  private void node(String pool, String poolUid, String name) {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pool", pool)
                .endMetadata()
                .build())
        .create();
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .addNewOwnerReference()
            .withApiVersion(BootcApi.GROUP + "/" + BootcApi.VERSION)
            .withKind("BootcNodePool")
            .withName(pool)
            .withUid(poolUid)
            .withController(true)
            .endOwnerReference()
            .build());
    bootcNode.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null, null, null));
    client.resource(bootcNode).create();
  }

  private void takeSlot(String name) {
    client
        .resources(BootcNode.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of("metadata", Map.of("annotations", Map.of(BootcApi.IN_REBOOT_SLOT, "")))));
  }

  private void cordon(String name) {
    Node _ =
        client
            .nodes()
            .withName(name)
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"unschedulable\":true}}");
  }

  private static List<String> sentencesWith(Findings findings, String text) {
    return findings.violations().stream()
        .map(Violation::sentence)
        .filter(sentence -> sentence.contains(text))
        .toList();
  }
}
