package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "get,    '',             secrets,                   ",
    "list,   '',             secrets,                   ",
    "delete, '',             pods,                      ",
    "create, '',             pods,                      ",
    "update, '',             nodes,                     ",
    "patch,  node.bootc.dev, bootcnodes,          status",
    "create, node.bootc.dev, bootcnodepools,            ",
    "delete, node.bootc.dev, bootcnodepools,            ",
    "get,    '',             serviceaccounts,     token "
  })
  void shouldNotLetTheOperatorDoItWhenItsWorkDoesNotNeedIt(
      String verb, String group, String resource, @Nullable String subresource) {
    // Given
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(resource)
            .withSubresource(subresource)
            .endResourceAttributes()
            .endSpec()
            .build();
    try (KubernetesClient operator = client(installation.operatorConfig())) {
      // When
      SelfSubjectAccessReview answer =
          operator.authorization().v1().selfSubjectAccessReview().create(question);
      // Then
      assertThat(answer.getStatus().getAllowed()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a label that chooses pools | {"metadata":{"labels":{"role":"worker"}}} | no other
          a label of somebody | {"metadata":{"labels":{"theirs":null}}} | no other
          an annotation of somebody | {"metadata":{"annotations":{"theirs":null}}} | no others
          a taint | {"spec":{"taints":[{"key":"theirs","effect":"NoExecute"}]}} | nothing else
          a finalizer | {"metadata":{"finalizers":["example.com/theirs"]}} | nothing else
          """)
  void shouldRefuseTheOperatorWhenItChangesOfANodeWhatIsNotItsOwn(
      String what, String patch, String reason) {
    // Given
    String name = "chart-node-of-others";
    try (KubernetesClient operator = client(installation.operatorConfig())) {
      // When
      // The API server takes a moment to see a new policy, and lets through what comes before.
      Awaitility.await()
          .untilAsserted(() -> {
            plane.adminClient().resource(nodeOfOthers(name)).serverSideApply();
            // Then
            assertThatThrownBy(() -> merge(operator.nodes().withName(name), patch))
                .as(what)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(reason);
          });
    }
  }

  @Test
  void shouldLetTheOperatorCordonMarkAndLabelANodeWhenThatIsItsWork() {
    // Given
    plane.adminClient().resource(nodeOfOthers("chart-own-work")).serverSideApply();
    String work =
        """
        {"metadata":{"labels":{"bootc.dev/managed":""},
        "annotations":{"bootc.dev/cordoned-by":"workers","karpenter.sh/do-not-disrupt":"true"}},
        "spec":{"unschedulable":true}}
        """;
    try (KubernetesClient operator = client(installation.operatorConfig())) {
      // When
      Node cordoned = merge(operator.nodes().withName("chart-own-work"), work);
      // Then
      assertThat(cordoned.getSpec().getUnschedulable()).isTrue();
      assertThat(cordoned.getMetadata().getAnnotations()).containsKeys("theirs");
    }
  }

  @Test
  void shouldRefuseTheOperatorWhenItChangesWhatAUserAsksFor() {
    // Given
    new UserPool(plane.adminClient(), "chart-users-pool").create(Map.of("role", "none"), IMAGE, 1);
    AtomicInteger wish = new AtomicInteger(1);
    try (KubernetesClient operator = client(installation.operatorConfig())) {
      // When
      Awaitility.await()
          .untilAsserted(() -> {
            String other =
                "{\"spec\":{\"rollout\":{\"maxUnavailable\":%d}}}"
                    .formatted(wish.incrementAndGet());
            // Then
            assertThatThrownBy(() ->
                    merge(
                        operator.resources(BootcNodePool.class).withName("chart-users-pool"),
                        other))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("users alone write the spec");
          });
    }
  }

  private static <T> T merge(Resource<T> resource, String patch) {
    return resource.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static Node nodeOfOthers(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("theirs", "")
        .addToAnnotations("theirs", "")
        .endMetadata()
        .build();
  }

  @Test
  void shouldLetOperatorAndAgentReadAPullSecretOnlyWhenTheValuesNameIt(@TempDir Path folder)
      throws IOException {
    // Given
    secret("os-pull");
    secret("other");
    nodeWithBootcNode("chart-pulls");
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"), "pullSecrets: [{namespace: default, name: os-pull}]");
    // When
    ChartInstallation withSecret = ChartInstallation.on(plane, Optional.of(values));
    // Then
    for (Config identity :
        List.of(withSecret.operatorConfig(), withSecret.agentConfig("chart-pulls"))) {
      try (KubernetesClient client = client(identity)) {
        // The API server takes a moment to see a new role.
        Awaitility.await()
            .untilAsserted(
                () -> assertThatCode(() -> read(client, "os-pull")).doesNotThrowAnyException());
        assertThatThrownBy(() -> read(client, "other"))
            .isInstanceOf(KubernetesClientException.class)
            .hasMessageContaining("forbidden");
      }
    }
  }

  private void secret(String name) {
    plane
        .adminClient()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .build())
        .serverSideApply();
  }

  private static @Nullable Secret read(KubernetesClient client, String name) {
    return client.secrets().inNamespace("default").withName(name).get();
  }

  private static KubernetesClient client(Config identity) {
    return new KubernetesClientBuilder().withConfig(identity).build();
  }

  private BootcNode as(Config identity, String node) {
    try (KubernetesClient client = client(identity)) {
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
    bootcNode.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null, null, null));
    plane.adminClient().resource(bootcNode).create();
  }
}
