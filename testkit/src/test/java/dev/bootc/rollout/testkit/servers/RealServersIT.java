package dev.bootc.rollout.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.process.CommandRun;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RealServers
class RealServersIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;

  RealServersIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.adminClient();
  }

  @Test
  void shouldPlaceADeploymentsPodsAndCountItsBudgetWhenANodeIsReady() {
    // Given
    namespace("workload");
    readyNode("worker-1");

    // When
    deployment("workload", "web", 2);
    budget("workload", "web", 1);

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(podsOf("workload")).hasSize(2).allSatisfy(RealServersIT::assertPlaced));
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          var budget =
              client
                  .policy()
                  .v1()
                  .podDisruptionBudget()
                  .inNamespace("workload")
                  .withName("web")
                  .require();
          assertThat(budget.getStatus()).isNotNull();
          assertThat(budget.getStatus().getExpectedPods()).isEqualTo(2);
        });
  }

  @Test
  void shouldLetKubectlInWhenItHasTheAdminKubeconfig() throws Exception {
    // Given
    namespace("seen-by-kubectl");
    Path kubectl = ServerBinaries.ofThisMachine().binary(Server.KUBECTL);

    // When
    CommandRun answer =
        CommandRun.of(
            new ProcessBuilder(
                kubectl.toString(),
                "--kubeconfig=" + controlPlane.adminKubeconfig(),
                "get",
                "namespaces",
                "--output=name"),
            SOON);

    // Then
    assertThat(answer.output().lines()).contains("namespace/seen-by-kubectl");
  }

  @Test
  void shouldRefuseWhatRbacDoesNotGrantWhenAServiceAccountAsks() {
    // Given
    namespace("modest");
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("visitor")
                .withNamespace("modest")
                .endMetadata()
                .build())
        .create();
    Config visitor = controlPlane.configForServiceAccount("modest", "visitor");

    try (KubernetesClient asVisitor = new KubernetesClientBuilder().withConfig(visitor).build()) {
      // When, Then
      assertThatThrownBy(() -> asVisitor.nodes().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              refusal -> {
                assertThat(refusal.getCode()).isEqualTo(403);
                assertThat(refusal.getMessage()).contains("system:serviceaccount:modest:visitor");
              });
    }
  }

  @Test
  void shouldNameThePodsNodeInItsTokenWhenThePodIsOnOne() {
    // Given
    namespace("agents");
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("agent-1")
                .withNamespace("agents")
                .endMetadata()
                .withNewSpec()
                .withNodeName("worker-of-agent")
                .withServiceAccountName("default")
                .addNewContainer()
                .withName("agent")
                .withImage("registry.example/agent:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    await()
        .atMost(SOON)
        .until(
            () -> client.serviceAccounts().inNamespace("agents").withName("default").get() != null);
    Config config = controlPlane.configForPod("agents", "agent-1");

    try (KubernetesClient agent = new KubernetesClientBuilder().withConfig(config).build()) {
      // When
      UserInfo self = agent.resource(new SelfSubjectReview()).create().getStatus().getUserInfo();

      // Then
      assertThat(self.getUsername()).isEqualTo("system:serviceaccount:agents:default");
      assertThat(self.getExtra())
          .containsEntry("authentication.kubernetes.io/node-name", List.of("worker-of-agent"));
    }
  }

  @Test
  void shouldGoOnWithItsDataWhenTheApiServerIsKilledAndStartedAgain() {
    try (ControlPlane own = ControlPlane.builder().withoutScheduler().start()) {
      // Given
      KubernetesClient ownClient = own.adminClient();
      ownClient.resource(namespaceNamed("kept")).create();

      // When
      own.killAndRestartApiServer();

      // Then
      assertThat(ownClient.namespaces().withName("kept").get()).isNotNull();
      ownClient.resource(namespaceNamed("later")).create();
      await()
          .atMost(SOON)
          .until(() ->
              ownClient.serviceAccounts().inNamespace("later").withName("default").get() != null);
    }
  }

  @Test
  void shouldCountAClientsRequestsWhenItsUserAgentIsKnown() {
    // Given
    Instant start = Instant.now();
    Config config =
        new ConfigBuilder(controlPlane.adminConfig()).withUserAgent("counted/1").build();

    // When
    try (KubernetesClient counted = new KubernetesClientBuilder().withConfig(config).build()) {
      counted.nodes().list();
      counted.nodes().list();
      counted.namespaces().withName("default").get();
    }

    // Then
    AuditLog log = AuditLog.read(controlPlane.auditLog()).since(start);
    assertThat(log.countByUserAgent()).containsEntry("counted/1", 3L);
    assertThat(log.countByCall())
        .containsEntry(new AuditLog.Call("counted/1", "list", "nodes"), 2L);
  }

  @Test
  void shouldKeepHistoriesAndPortsWhenTemporalIsKilledAndStartedAgain(TemporalServer temporal)
      throws Exception {
    // Given
    String address = temporal.address();
    startWorkflow(temporal, "survivor");

    // When
    temporal.kill();
    temporal.start();

    // Then
    assertThat(temporal.address()).isEqualTo(address);
    assertThat(history(temporal, "survivor").statusCode()).isEqualTo(200);
    assertThat(history(temporal, "survivor").body())
        .contains("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED");
    assertThat(get(temporal.uiAddress()).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldBeEmptyWhenTemporalIsWiped(TemporalServer temporal) throws Exception {
    // Given
    startWorkflow(temporal, "lost");

    // When
    temporal.kill();
    temporal.wipe();
    temporal.start();

    // Then
    assertThat(history(temporal, "lost").statusCode()).isEqualTo(404);
  }

  private void namespace(String name) {
    client.resource(namespaceNamed(name)).create();
  }

  private static Namespace namespaceNamed(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private void readyNode(String name) {
    Map<String, Quantity> room =
        Map.of(
            "cpu", new Quantity("8"), "memory", new Quantity("16Gi"), "pods", new Quantity("110"));
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewStatus()
            .withCapacity(room)
            .withAllocatable(room)
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withReason("KubeletReady")
            .endCondition()
            .endStatus()
            .build();
    client.resource(node).create();
    // A patch, since the controller manager writes a new Node's taints at the same time.
    client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("status", node.getStatus())));
  }

  private void deployment(String namespace, String name, int replicas) {
    Map<String, String> labels = Map.of("app", name);
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("registry.example/web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }

  private void budget(String namespace, String name, int minAvailable) {
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(minAvailable))
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .endSpec()
                .build())
        .create();
  }

  private List<Pod> podsOf(String namespace) {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  private static void assertPlaced(Pod pod) {
    assertThat(pod.getSpec().getNodeName()).isEqualTo("worker-1");
  }

  private static void startWorkflow(TemporalServer temporal, String id)
      throws IOException, InterruptedException {
    String body =
        "{\"workflowType\": {\"name\": \"Unattended\"}, \"taskQueue\": {\"name\": \"nobody\"}}";
    HttpRequest request =
        HttpRequest.newBuilder(workflow(temporal, id)).POST(BodyPublishers.ofString(body)).build();
    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> history(TemporalServer temporal, String id)
      throws IOException, InterruptedException {
    return get(URI.create(workflow(temporal, id) + "/history"));
  }

  private static URI workflow(TemporalServer temporal, String id) {
    return temporal.httpAddress().resolve("/api/v1/namespaces/default/workflows/" + id);
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).build());
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
