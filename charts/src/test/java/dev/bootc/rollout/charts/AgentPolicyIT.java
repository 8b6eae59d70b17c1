package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which token writes which BootcNode, whatever rights somebody may have added. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentPolicyIT {
  private static final Duration SEEN_WITHIN = Duration.ofMinutes(1);
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final String STATUS = "{\"status\":{\"observedGeneration\":1}}";

  private final ControlPlane plane;
  private final KubernetesClient admin;
  private final ChartInstallation chart;

  AgentPolicyIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
    this.chart = ChartInstallation.on(plane);
  }

  @Test
  void shouldRefuseATokenThatIsBoundToNoNode() {
    // Given
    node("agents-unbound");
    Config unbound =
        plane.configForServiceAccount(ChartInstallation.AGENT_NAMESPACE, ChartInstallation.AGENT);
    // When, then
    refused(() -> writeStatus(unbound, "agents-unbound"), "bound to node \"\"");
  }

  @Test
  void shouldLetTheTokenThatAKubeletMountsWriteItsOwnNodeAndNoOther() {
    // Given
    node("agents-own");
    node("agents-other");
    Config agent = tokenOfAPodOn("agents-own");
    // When
    refused(() -> writeStatus(agent, "agents-other"), "bound to node \"agents-own\"");
    BootcNode own = writeStatus(agent, "agents-own");
    // Then
    assertThat(own.getStatus().observedGeneration()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToDeleteOrCreateForOthersWhenSomebodyHasGivenTheAgentMoreRights() {
    // Given
    node("agents-greedy");
    node("agents-victim");
    moreRights();
    Config agent = chart.agentConfig("agents-greedy");
    // When, then
    refused(
        () -> {
          try (KubernetesClient client = client(agent)) {
            client.resources(BootcNode.class).withName("agents-victim").dryRun().delete();
          }
        },
        "own node only");
    refused(
        () -> {
          try (KubernetesClient client = client(agent)) {
            client.resource(bootcNode("agents-made-up")).dryRun().create();
          }
        },
        "own node only");
  }

  private void moreRights() {
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("agents-more-rights")
                .endMetadata()
                .withRules(
                    new PolicyRuleBuilder()
                        .withApiGroups(BootcApi.GROUP)
                        .withResources("bootcnodes")
                        .withVerbs("*")
                        .build())
                .build())
        .serverSideApply();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("agents-more-rights")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "agents-more-rights")
                .addNewSubject(
                    "",
                    "ServiceAccount",
                    ChartInstallation.AGENT,
                    ChartInstallation.AGENT_NAMESPACE)
                .build())
        .serverSideApply();
  }

  private Config tokenOfAPodOn(String node) {
    admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(ChartInstallation.AGENT_NAMESPACE)
                .withName("agent-on-" + node)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withServiceAccountName(ChartInstallation.AGENT)
                .addNewContainer()
                .withName("agent")
                .withImage("registry.example.com/agent:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    return plane.configForPod(ChartInstallation.AGENT_NAMESPACE, "agent-on-" + node);
  }

  private void node(String name) {
    admin
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    admin.resource(bootcNode(name)).create();
  }

  private static BootcNode bootcNode(String name) {
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(new ObjectMetaBuilder().withName(name).build());
    bootcNode.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null, null, null));
    return bootcNode;
  }

  private static BootcNode writeStatus(Config identity, String name) {
    try (KubernetesClient client = client(identity)) {
      return client
          .resources(BootcNode.class)
          .withName(name)
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), STATUS);
    }
  }

  private static KubernetesClient client(Config identity) {
    return new KubernetesClientBuilder().withConfig(identity).build();
  }

  /** The API server takes a moment to see a policy or a right. */
  private static void refused(Runnable write, String why) {
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() ->
            assertThatThrownBy(write::run)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(why));
  }
}
