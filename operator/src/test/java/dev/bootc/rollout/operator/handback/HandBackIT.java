package dev.bootc.rollout.operator.handback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The hook before an uninstallation, with the chart's rights, on an API server of its own: it gives
 * back what is held on the whole cluster, and here that server goes away in the middle. No
 * controllers, so that nobody but the test makes and deletes pods, and nobody writes to Nodes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandBackIT {
  private static final String SINCE = "2026-01-01T00:00:00Z";
  private static final String IMAGE = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final String OURS =
      "bootc.dev/cordoned-by: workers, bootc.dev/cordon-reason: an update, bootc.dev/cordoned-since: \""
          + SINCE
          + "\"";
  private static final String FOREIGN_FINALIZER = "example.com/backup";

  private final ControlPlane plane =
      ControlPlane.builder().withoutControllerManager().withoutScheduler().start();
  private final KubernetesClient admin = plane.adminClient();
  private Path kubeconfig = Path.of("");

  /** How the program ended. */
  private record Ended(int code, String errors) {}

  @BeforeEach
  void install() {
    kubeconfig = ChartInstallation.on(plane).handBackKubeconfig();
    forgetMembers();
    admin.pods().inNamespace(ChartInstallation.NAMESPACE).withGracePeriod(0).delete();
    admin.nodes().list().getItems().forEach(node -> admin.resource(node).delete());
    rollout();
    operator();
  }

  private void forgetMembers() {
    Stream.of(BootcNodePool.class, BootcNode.class)
        .flatMap(kind -> admin.resources(kind).list().getItems().stream())
        .forEach(object -> {
          admin.resource(object).edit(HandBackIT::withoutFinalizers);
          admin.resource(object).delete();
        });
  }

  @AfterAll
  void close() {
    plane.close();
  }

  @Test
  void shouldLeaveNothingOfARolloutThatIsGivenBackInItsMiddle() throws Exception {
    // When
    Ended ended = handBack();

    // Then
    assertThat(ended).isEqualTo(new Ended(0, ""));
    assertThat(admin.nodes().list().getItems())
        .hasSize(5)
        .allSatisfy(node -> {
          assertThat(marks(node)).isEmpty();
          assertThat(node.getMetadata().getLabels()).doesNotContainKey(BootcApi.MANAGED_LABEL);
        });
    assertThat(cordoned()).containsExactly("foreign");
    assertThat(admin.resources(BootcNode.class).list().getItems())
        .hasSize(4)
        .allSatisfy(member -> {
          assertThat(marks(member)).doesNotContain(BootcApi.IN_REBOOT_SLOT, BootcApi.SLOT_SINCE);
          assertThat(member.getSpec().desiredImageState()).isEqualTo(DesiredImageState.STAGED);
        });
    assertThat(annotations(member("approved")).get(BootcApi.VERDICT))
        .contains("the product was uninstalled");
    assertThat(pool().getMetadata().getFinalizers()).containsExactly(FOREIGN_FINALIZER);
    assertThat(replicas()).isZero();
  }

  @Test
  void shouldNotWaitForAPodOfTheOperatorThatWasEvicted() throws Exception {
    // Given
    admin
        .resource(pod("evicted"))
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Evicted\"}}");

    // When
    Ended ended = handBack("--timeout-seconds=10");

    // Then
    assertThat(ended).isEqualTo(new Ended(0, ""));
  }

  @Test
  void shouldWriteNothingWhenAllIsGivenBackAlready() throws Exception {
    // Given
    assertThat(handBack()).isEqualTo(new Ended(0, ""));
    List<String> before = versions();

    // When
    Ended ended = handBack();

    // Then
    assertThat(ended).isEqualTo(new Ended(0, ""));
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void shouldGiveNothingBackWhileTheOperatorDoesNotStop() throws Exception {
    // Given
    pod("working");
    List<String> before = cordoned();

    // When
    Ended ended = handBack("--timeout-seconds=2");

    // Then
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains("the operator does not stop: pod working is there");
    assertThat(cordoned()).isEqualTo(before);
  }

  @Test
  void shouldOutlastAnApiServerThatGoesAwayInTheMiddle() throws Exception {
    // Given
    Pod working = pod("working");
    CompletableFuture<Ended> running = CompletableFuture.supplyAsync(this::handBackUnchecked);
    await().until(() -> replicas() == 0);

    // When
    plane.killApiServer();
    plane.startApiServer();
    admin.resource(working).withGracePeriod(0).delete();

    // Then
    assertThat(running.get(1, TimeUnit.MINUTES)).isEqualTo(new Ended(0, ""));
    assertThat(cordoned()).containsExactly("foreign");
    assertThat(pool().getMetadata().getFinalizers()).containsExactly(FOREIGN_FINALIZER);
  }

  @Test
  void shouldNameTheRightThatIsMissingAndHoldThePoolUntilItIsThere() throws Exception {
    // Given
    admin
        .rbac()
        .clusterRoles()
        .withName(ChartInstallation.HAND_BACK)
        .edit(HandBackIT::withoutNodes);
    try (KubernetesClient account = account()) {
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> account.nodes().list())
                  .isInstanceOf(KubernetesClientException.class));
    }

    // When
    Ended ended = handBack("--timeout-seconds=1");

    // Then
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.errors()).contains("nodes is forbidden");
    assertThat(pool().getMetadata().getFinalizers()).contains(BootcApi.POOL_FINALIZER);
  }

  @Test
  void shouldGiveNodesBackWhenSomebodyHasDeletedTheDefinitions() throws Exception {
    // Given
    forgetMembers();
    List<HasMetadata> definitions =
        new ArrayList<>(admin.apiextensions().v1().customResourceDefinitions().list().getItems());
    definitions.forEach(definition -> admin.resource(definition).delete());
    await()
        .untilAsserted(() ->
            assertThat(admin.apiextensions().v1().customResourceDefinitions().list().getItems())
                .isEmpty());

    // When
    Ended ended = handBack();

    // Then
    assertThat(ended).isEqualTo(new Ended(0, ""));
    assertThat(cordoned()).containsExactly("foreign");
    assertThat(admin.nodes().list().getItems())
        .allSatisfy(node -> assertThat(marks(node)).isEmpty());
  }

  private Ended handBack(String... more) throws InterruptedException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + kubeconfig,
                "--namespace=" + ChartInstallation.NAMESPACE,
                "--deployment=" + ChartInstallation.OPERATOR));
    flags.addAll(List.of(more));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        HandBackCommand.run(
            flags.toArray(String[]::new), System.out, new PrintStream(errors, true, UTF_8));
    return new Ended(code, errors.toString(UTF_8));
  }

  private Ended handBackUnchecked() {
    try {
      return handBack();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private KubernetesClient account() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }

  private static ClusterRole withoutNodes(ClusterRole role) {
    role.getRules().removeIf(rule -> rule.getResources().contains("nodes"));
    return role;
  }

  /** One node in each state that a rollout puts nodes into, and one without a BootcNode. */
  private void rollout() {
    create(
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNodePool
        metadata: {name: workers, finalizers: [%s, %s, %s]}
        spec:
          nodeSelector: {matchLabels: {role: worker}}
          image: {ref: "%s"}
        """
            .formatted(
                BootcApi.POOL_FINALIZER,
                BootcApi.EARLIER_POOL_FINALIZER,
                FOREIGN_FINALIZER,
                IMAGE));
    member("waiting", "", "Staged");
    node("waiting", "");
    slot("draining", false, "Staged", OURS);
    slot("approved", false, "Booted", OURS);
    agentReads("approved", 2);
    slot("foreign", true, "Staged", "");
    node("orphan", OURS);
  }

  /** What is asked for next, too. */
  private void agentReads(String member, long generation) {
    admin
        .resources(BootcNode.class)
        .withName(member)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"observedGeneration\":%d}}".formatted(generation));
  }

  private void slot(String name, boolean wasCordoned, String state, String marks) {
    String uid = node(name, marks).getMetadata().getUid();
    if (wasCordoned) {
      admin.nodes().withName(name).edit(HandBackIT::cordoned);
    }
    member(
        name,
        """
        bootc.dev/in-reboot-slot: "", bootc.dev/was-cordoned: "%s", bootc.dev/slot-since: "%s",
        bootc.dev/drain-since: "%s", bootc.dev/node-uid: "%s"
        """
            .formatted(wasCordoned, SINCE, SINCE, uid),
        state);
  }

  private void member(String name, String annotations, String state) {
    create(
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNode
        metadata: {name: "%s", annotations: {%s}}
        spec: {desiredImage: "%s", desiredImageState: %s}
        """
            .formatted(name, annotations, IMAGE, state));
  }

  private Node node(String name, String marks) {
    return (Node)
        create(
            """
            apiVersion: v1
            kind: Node
            metadata: {name: "%s", labels: {role: worker, bootc.dev/managed: ""}, annotations: {%s}}
            spec: {unschedulable: %s}
            """
                .formatted(name, marks, !marks.isEmpty()));
  }

  private void operator() {
    admin
        .apps()
        .deployments()
        .inNamespace(ChartInstallation.NAMESPACE)
        .withName(ChartInstallation.OPERATOR)
        .delete();
    create(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: %s}
        spec:
          selector: {matchLabels: {app: operator}}
          template:
            metadata: {labels: {app: operator}}
            spec: {containers: [{name: operator, image: registry.example.com/operator}]}
        """
            .formatted(ChartInstallation.OPERATOR, ChartInstallation.NAMESPACE));
  }

  /** Of the operator, on a node: it is there until its kubelet, or who deletes it by force. */
  private Pod pod(String name) {
    return (Pod)
        create(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: %s, labels: {app: operator}}
            spec:
              nodeName: waiting
              serviceAccountName: %s
              containers: [{name: operator, image: registry.example.com/operator}]
            """
                .formatted(name, ChartInstallation.NAMESPACE, ChartInstallation.OPERATOR));
  }

  private HasMetadata create(String yaml) {
    return admin.resource(yaml).create();
  }

  private static Node cordoned(Node node) {
    node.getSpec().setUnschedulable(true);
    return node;
  }

  private static <T extends HasMetadata> T withoutFinalizers(T object) {
    object.getMetadata().setFinalizers(List.of());
    return object;
  }

  private List<String> cordoned() {
    return admin.nodes().list().getItems().stream()
        .filter(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .map(node -> node.getMetadata().getName())
        .toList();
  }

  private BootcNode member(String name) {
    return admin.resources(BootcNode.class).withName(name).require();
  }

  private BootcNodePool pool() {
    return admin.resources(BootcNodePool.class).withName("workers").require();
  }

  private int replicas() {
    return admin
        .apps()
        .deployments()
        .inNamespace(ChartInstallation.NAMESPACE)
        .withName(ChartInstallation.OPERATOR)
        .require()
        .getSpec()
        .getReplicas();
  }

  private List<String> versions() {
    return Stream.of(Node.class, BootcNode.class, BootcNodePool.class)
        .flatMap(kind -> admin.resources(kind).list().getItems().stream())
        .map(object -> object.getMetadata().getName() + object.getMetadata().getResourceVersion())
        .toList();
  }

  /** Annotations of ours. */
  private static List<String> marks(HasMetadata object) {
    return annotations(object).keySet().stream()
        .filter(key -> key.startsWith("bootc.dev/"))
        .toList();
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
  }
}
