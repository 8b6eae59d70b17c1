package dev.bootc.rollout.testkit.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RealServers
class KubeletPlayerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final KubeletPlayer kubelets;

  KubeletPlayerIT(ControlPlane controlPlane) {
    client = controlPlane.adminClient();
    kubelets =
        KubeletPlayer.start(controlPlane.adminConfig(), KubeletSettings.fast("kubelet-player-it"));
  }

  @AfterEach
  void end() {
    kubelets.close();
    client.nodes().withLabel("kubelet-player-it").delete();
  }

  @Test
  void shouldRegisterANodeAsBigAsARealOneWhenAskedTo() {
    // Given
    NodeBlueprint blueprint = blueprint("kubelet-big", NodeBlueprint.Size.REAL);

    // When
    kubelets.register(List.of(blueprint));

    // Then
    Node node = client.nodes().withName("kubelet-big").require();
    assertThat(Serialization.asJson(node).length()).isBetween(15_000, 30_000);
    assertThat(node.getStatus().getImages()).hasSize(50);
    assertThat(node.getMetadata().getLabels()).hasSizeBetween(30, 31);
    assertThat(node.getMetadata().getAnnotations()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(node.getSpec().getTaints()).isEmpty();
    assertThat(Readiness.isNodeReady(node)).isTrue();
  }

  @Test
  void shouldShowTheNewBootWhenANodeWentDownAndCameUp() {
    // Given
    kubelets.register(List.of(blueprint("kubelet-boot", NodeBlueprint.Size.SMALL)));
    kubelets.down("kubelet-boot").join();
    Node down = client.nodes().withName("kubelet-boot").require();

    // When
    kubelets.up("kubelet-boot", "second-boot").join();

    // Then
    Node up = client.nodes().withName("kubelet-boot").require();
    assertThat(Readiness.isNodeReady(down)).isFalse();
    assertThat(down.getStatus().getNodeInfo().getBootID()).isEqualTo("first-boot");
    assertThat(Readiness.isNodeReady(up)).isTrue();
    assertThat(up.getStatus().getNodeInfo().getBootID()).isEqualTo("second-boot");
    assertThat(up.getStatus().getNodeInfo().getKubeletVersion()).isEqualTo("v1.37.2");
    assertThat(up.getStatus().getConditions())
        .extracting(NodeCondition::getType)
        .containsExactlyInAnyOrder("MemoryPressure", "DiskPressure", "PIDPressure", "Ready");
  }

  @Test
  void shouldRunAPodAndLetItGoWhenItIsEvicted() {
    // Given
    kubelets.register(List.of(blueprint("kubelet-pods", NodeBlueprint.Size.SMALL)));
    createPod("evicted", "kubelet-pods");
    awaitReady("evicted");

    // When
    client.pods().inNamespace("default").withName("evicted").evict();

    // Then
    await().atMost(PATIENCE).until(() -> pod("evicted") == null);
  }

  @Test
  void shouldLeavePodsAloneWhenTheirNodeIsDown() {
    // Given
    kubelets.register(List.of(blueprint("kubelet-down", NodeBlueprint.Size.SMALL)));
    createPod("stranded", "kubelet-down");
    awaitReady("stranded");

    // When
    kubelets.down("kubelet-down").join();
    client.pods().inNamespace("default").withName("stranded").delete();

    // Then
    await()
        .during(Duration.ofMillis(600))
        .until(() -> pod("stranded") != null && !Readiness.isPodReady(pod("stranded")));
    kubelets.up("kubelet-down", "second-boot").join();
    await().atMost(PATIENCE).until(() -> pod("stranded") == null);
  }

  @Test
  void shouldSayWhichNodeIsRefusedWhenItsNameIsTaken() {
    // Given
    NodeBlueprint blueprint = blueprint("kubelet-twice", NodeBlueprint.Size.SMALL);
    kubelets.register(List.of(blueprint));

    // When / Then
    assertThatThrownBy(() -> kubelets.register(List.of(blueprint)))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("409")
        .hasMessageContaining("kubelet-twice");
  }

  private static NodeBlueprint blueprint(String name, NodeBlueprint.Size size) {
    return new NodeBlueprint(name, Map.of("kubelet-player-it", ""), "first-boot", size);
  }

  private void awaitReady(String name) {
    await().atMost(PATIENCE).until(() -> Readiness.isPodReady(pod(name)));
  }

  private Pod pod(String name) {
    return client.pods().inNamespace("default").withName(name).get();
  }

  private void createPod(String name, String node) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withImage("registry.example.com/app:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }
}
