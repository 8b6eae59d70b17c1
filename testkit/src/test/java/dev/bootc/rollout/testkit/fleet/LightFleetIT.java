package dev.bootc.rollout.testkit.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.kubelet.NodeBlueprint;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RealServers
class LightFleetIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ONE = "registry.example.com/os/node@sha256:" + "1".repeat(64);
  private static final String TWO = "registry.example.com/os/node@sha256:" + "2".repeat(64);
  private static final String THREE = "registry.example.com/os/node@sha256:" + "3".repeat(64);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final String fleetName = "fleet-" + UUID.randomUUID().toString().substring(0, 8);

  LightFleetIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.adminClient();
    ChartInstallation.on(controlPlane);
  }

  @AfterEach
  void tidy() {
    client.nodes().withLabel("fleet", fleetName).delete();
    client.resources(BootcNode.class).withLabel("fleet", fleetName).delete();
  }

  @Test
  void shouldReportTheBootedImageWhenABootcNodeAppears() {
    try (LightFleet fleet = fleet(2)) {
      // Given
      String node = fleet.nodes().getFirst();

      // When
      want(node, ONE, DesiredImageState.STAGED);

      // Then
      awaitState(node, NodeState.UP_TO_DATE);
      assertThat(bootcNode(node).getStatus().observedGeneration()).isEqualTo(1);
      assertThat(condition(node, NodeConditions.IDLE).isTrue()).isTrue();
    }
  }

  @Test
  void shouldRebootOnceIntoTheStagedImageWhenApproved() {
    try (LightFleet fleet = fleet(1)) {
      // Given
      String node = fleet.nodes().getFirst();
      want(node, TWO, DesiredImageState.STAGED);
      awaitState(node, NodeState.STAGED);
      String firstBoot = node(node).getStatus().getNodeInfo().getBootID();

      // When
      want(node, TWO, DesiredImageState.BOOTED);

      // Then
      await().atMost(PATIENCE).until(() -> !Readiness.isNodeReady(node(node)));
      awaitState(node, NodeState.UP_TO_DATE);
      await().atMost(PATIENCE).until(() -> Readiness.isNodeReady(node(node)));
      assertThat(fleet.reboots(node)).isEqualTo(1);
      assertThat(node(node).getStatus().getNodeInfo().getBootID())
          .isNotEqualTo(firstBoot)
          .isEqualTo(fleet.bootIds(node).getLast());
      assertThat(bootcNode(node).getStatus().staged()).isNull();
      assertThat(bootcNode(node).getStatus().rollback())
          .extracting(ImageInfo::image)
          .isEqualTo(ONE);
    }
  }

  @Test
  void shouldStageTheNewestImageAndNotRebootWhenRetargetedBeforeApproval() {
    try (LightFleet fleet = fleet(1)) {
      // Given
      String node = fleet.nodes().getFirst();
      want(node, TWO, DesiredImageState.STAGED);

      // When
      want(node, THREE, DesiredImageState.STAGED);

      // Then
      awaitState(node, NodeState.STAGED);
      assertThat(bootcNode(node).getStatus().staged())
          .extracting(ImageInfo::image)
          .isEqualTo(THREE);
      assertThat(fleet.reboots(node)).isZero();
    }
  }

  @Test
  void shouldGoBackToStagedWhenTheApprovalIsRevokedBeforeTheImageIsStaged() {
    try (LightFleet fleet = fleet(1)) {
      // Given
      String node = fleet.nodes().getFirst();
      fleet.setFault(node, NodeFault.FAILS_TO_STAGE);
      want(node, TWO, DesiredImageState.BOOTED);
      awaitState(node, NodeState.DEGRADED);
      assertThat(condition(node, NodeConditions.DEGRADED).message()).contains("stage failed");

      // When
      want(node, TWO, DesiredImageState.STAGED);
      fleet.clearFault(node, NodeFault.FAILS_TO_STAGE);

      // Then
      awaitState(node, NodeState.STAGED);
      assertThat(fleet.reboots(node)).isZero();
    }
  }

  @Test
  void shouldStayAwayWhenItsFaultSaysSo() {
    try (LightFleet fleet = fleet(1)) {
      // Given
      String node = fleet.nodes().getFirst();
      fleet.setFault(node, NodeFault.STAYS_AWAY);
      want(node, TWO, DesiredImageState.BOOTED);
      await().atMost(PATIENCE).until(() -> !Readiness.isNodeReady(node(node)));
      await().during(Duration.ofMillis(500)).until(() -> !Readiness.isNodeReady(node(node)));

      // When
      fleet.clearFault(node, NodeFault.STAYS_AWAY);

      // Then
      awaitState(node, NodeState.UP_TO_DATE);
      assertThat(fleet.reboots(node)).isEqualTo(1);
    }
  }

  @Test
  void shouldRebootOnlyOnceWhenItComesBackOnTheOldImage() {
    try (LightFleet fleet = fleet(1)) {
      // Given
      String node = fleet.nodes().getFirst();
      fleet.setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);

      // When
      want(node, TWO, DesiredImageState.BOOTED);

      // Then
      awaitState(node, NodeState.DEGRADED);
      assertThat(bootcNode(node).getStatus().booted()).extracting(ImageInfo::image).isEqualTo(ONE);
      assertThat(fleet.reboots(node)).isEqualTo(1);
    }
  }

  private LightFleet fleet(int nodes) {
    return LightFleet.builder(controlPlane.adminConfig(), ONE)
        .nodes(fleetName + "-", nodes)
        .labels(Map.of("fleet", fleetName))
        .size(NodeBlueprint.Size.REAL)
        .timing(FleetTiming.ofMillis(50, 300))
        .start();
  }

  private void want(String name, String image, DesiredImageState state) {
    BootcNode wanted = new BootcNode();
    wanted.setMetadata(
        new ObjectMetaBuilder().withName(name).addToLabels("fleet", fleetName).build());
    wanted.setSpec(new BootcNodeSpec(image, state, null, null, null, null));
    client
        .resource(wanted)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("light-fleet-it")
                .withForce(true)
                .build());
  }

  private void awaitState(String name, NodeState state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(NodeState.of(bootcNode(name))).isEqualTo(state));
  }

  private Condition condition(String name, String type) {
    return Condition.find(bootcNode(name).getStatus().conditions(), type).orElseThrow();
  }

  private BootcNode bootcNode(String name) {
    return client.resources(BootcNode.class).withName(name).require();
  }

  private Node node(String name) {
    return client.nodes().withName(name).require();
  }
}
