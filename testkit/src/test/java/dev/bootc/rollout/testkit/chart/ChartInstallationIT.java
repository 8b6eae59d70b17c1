package dev.bootc.rollout.testkit.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartInstallationIT {
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final PatchContext AS_AGENT =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(BootcApi.AGENT_FIELD_MANAGER)
          .withForce(true)
          .build();

  private final ControlPlane plane;
  private final ChartInstallation installation;

  ChartInstallationIT(ControlPlane plane) {
    this.plane = plane;
    this.installation = ChartInstallation.on(plane);
  }

  @Test
  void shouldLetAnAgentWriteTheStatusOfItsOwnNodeWhenItsTokenIsBoundToThatNode() {
    // Given
    nodeWithBootcNode("chart-own");
    // When
    BootcNode written = as(installation.agentConfig("chart-own"), "chart-own");
    // Then
    assertThat(written.getStatus().conditions())
        .extracting(Condition::reason)
        .containsExactly(NodeConditions.REASON_IDLE);
  }

  @Test
  void shouldRefuseAnAgentWhenItWritesTheStatusOfAnotherNode() {
    // Given
    nodeWithBootcNode("chart-mine");
    nodeWithBootcNode("chart-theirs");
    Config agent = installation.agentConfig("chart-mine");
    // When
    // The API server takes a moment to see a new policy.
    Awaitility.await()
        .untilAsserted(() ->
            // Then
            assertThatThrownBy(() -> as(agent, "chart-theirs"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("own node only")
                .hasMessageContaining("\"chart-mine\"")
                .hasMessageContaining("\"chart-theirs\""));
  }

  private BootcNode as(Config identity, String node) {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(identity).build()) {
      BootcNode status = new BootcNode();
      status.setMetadata(new ObjectMetaBuilder().withName(node).build());
      Condition idle =
          new Condition(
              NodeConditions.IDLE,
              Condition.TRUE,
              null,
              "2026-11-22T12:00:00Z",
              NodeConditions.REASON_IDLE,
              "");
      status.setStatus(new BootcNodeStatus(null, null, null, null, List.of(idle)));
      return client.resource(status).subresource("status").patch(AS_AGENT);
    }
  }

  private void nodeWithBootcNode(String name) {
    plane
        .adminClient()
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(new ObjectMetaBuilder().withName(name).build());
    bootcNode.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null));
    plane.adminClient().resource(bootcNode).create();
  }
}
