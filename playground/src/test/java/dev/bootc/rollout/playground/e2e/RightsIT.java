package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.servers.AuditLog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights that the chart grants are those that a rollout uses, from the pool's creation to its
 * deletion, and an uninstallation: what the API server was asked is compared with the rules, both
 * ways.
 */
@EndToEnd(alone = true)
class RightsIT {
  private static final String POOL = "rights";
  private static final String GIVEN_BACK = "given-back";
  private static final String SECRET = "rights-pull";
  private static final String DOCKER_CONFIG =
      """
      {"auths": {"registry.example.com": {"auth": "cm9ib3Q6c2VjcmV0"}}}
      """;
  private static final String LEADER = ChartInstallation.RELEASE + "-leader";
  private static final String EVENTS = ChartInstallation.RELEASE + "-events";
  private static final String PULL_SECRETS = ChartInstallation.RELEASE + "-pull-secrets";
  private static final int NODES = 2;

  /** No registry, so that a tag there is asked for in vain. */
  private static final String NOBODY = "127.0.0.1:1";

  private static final String IMAGE = "registry.example.com/os/node:";

  /**
   * Never asked for by a request: the API server, as that of OpenShift, refuses the BootcNodes of
   * whoever lacks it, because they block the deletion of their owner.
   */
  private static final String ASKED_BY_ADMISSION =
      "update node.bootc.dev bootcnodepools/finalizers";

  private final World world;

  @TempDir Path folder;

  RightsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldGrantWhatARolloutUsesAndNothingElse() throws Exception {
    // Given
    AuditLog before = auditLog();
    OperatorProgram operator = world.replicas(world.kubeconfig()).getFirst();
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve("registry.json"));
    String first = registry.publish(IMAGE + "1.0");
    String second = registry.publish(IMAGE + "2.0");
    world.closedAfterTheTest(() -> world.removeNodes(POOL));
    Path values = lettingRead(SECRET);
    SimulatedHosts hosts = world.closedAfterTheTest(hosts(registry, first));
    TestPool pool = world.pool(POOL, first, 1);
    pool.editPullSecret(ChartInstallation.NAMESPACE, SECRET);
    pool.awaitUpToDate(first, NODES);
    String held = hosts.all().iterator().next().nodeName();
    world.heldPod(held, List.of(world.localVolume(held)));
    pool.editDrain(Map.of("onPreflight", "Warn"));
    pool.editRollout(
        """
        {"gates":[{"name":"none","daemonSets":{"selector":{"matchLabels":{"of":"nobody"}}}}]}
        """);

    // When
    pool.editImage(second);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(pool.rollout().message()).contains("on-" + held));
    pool.editDrain(
        Duration.ofSeconds(1), Map.of("timeoutAction", "Force", "volumesDetachSeconds", 10));
    pool.awaitUpToDate(second, NODES);
    pool.editImage(NOBODY + "/os/node:3.0");
    await()
        .untilAsserted(
            () -> assertThat(pool.degradedReason()).isEqualTo(PoolConditions.TAG_RESOLUTION_ERROR));
    pool.delete();
    // A watch is written down when it ends.
    hosts.close();
    operator.stop();

    // Then
    List<HasMetadata> chart = chart(values);
    Set<String> operators =
        granted(chart, ChartInstallation.OPERATOR, LEADER, EVENTS, PULL_SECRETS);
    assertThat(operators).contains(ASKED_BY_ADMISSION);
    operators.remove(ASKED_BY_ADMISSION);
    assertExact(ChartInstallation.NAMESPACE, ChartInstallation.OPERATOR, before, operators);
    Set<String> agents = granted(chart, ChartInstallation.AGENT, PULL_SECRETS);
    assertExact(ChartInstallation.AGENT_NAMESPACE, ChartInstallation.AGENT, before, agents);
  }

  @Test
  void shouldGrantWhatTheHandBackUsesAndNothingElse() throws Exception {
    // Given
    AuditLog before = auditLog();
    world.fleet(GIVEN_BACK, NODES, FleetTiming.ofMillis(500, 2000));
    TestPool pool = world.pool(GIVEN_BACK, 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    pool.editMinReadySeconds(OptionalInt.of(1800));
    pool.editImage(Images.number(1));
    await()
        .untilAsserted(() ->
            assertThat(pool.nodes()).anyMatch(node -> node.getSpec().getUnschedulable() != null));
    world.stopOperator();
    pool.bootcNodes().stream()
        .filter(node -> !pool.slotHolders().contains(node.getMetadata().getName()))
        .forEach(this::leaveAMark);
    world.closedAfterTheTest(deployment());

    // When
    CommandRun handBack = world.product().handBack();

    // Then
    assertThat(handBack.succeeded()).as(handBack.output()).isTrue();
    pool.assertRestored();
    Set<String> granted =
        granted(
            Chart.ofThisCheckout()
                .hooks(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.empty()),
            ChartInstallation.HAND_BACK);
    assertExact(ChartInstallation.NAMESPACE, ChartInstallation.HAND_BACK, before, granted);
  }

  /** As an operator leaves it that frees a slot and dies. */
  private void leaveAMark(BootcNode free) {
    world
        .client()
        .resource(free)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"2026-01-01T00:00:00Z\"}}}"
                .formatted(BootcApi.SLOT_SINCE));
  }

  /** That of the operator, whose pods no node takes. */
  private AutoCloseable deployment() {
    NamespaceableResource<HasMetadata> deployment =
        world
            .client()
            .resource(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %s, namespace: %s}
                spec:
                  selector: {matchLabels: {app: operator}}
                  template:
                    metadata: {labels: {app: operator}}
                    spec:
                      nodeSelector: {nowhere: ""}
                      containers: [{name: operator, image: registry.example.com/operator}]
                """
                    .formatted(ChartInstallation.OPERATOR, ChartInstallation.NAMESPACE));
    deployment.create();
    return deployment::delete;
  }

  /** Values with which operator and agents may read the Secret, which this makes. */
  private Path lettingRead(String name) throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            "{pullSecrets: [{namespace: %s, name: %s}], operator: {mayDeletePods: true}}"
                .formatted(ChartInstallation.NAMESPACE, name));
    ChartInstallation _ = ChartInstallation.on(world.plane(), Optional.of(values));
    world
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(ChartInstallation.NAMESPACE)
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .withStringData(Map.of(".dockerconfigjson", DOCKER_CONFIG))
                .build())
        .create();
    world.closedAfterTheTest(() -> {
      var secrets = world.client().secrets().inNamespace(ChartInstallation.NAMESPACE);
      secrets.withName(name).delete();
    });
    return values;
  }

  private SimulatedHosts hosts(SimulatedRegistry registry, String image) {
    return SimulatedHosts.builder(
            world.plane().adminConfig(), folder.resolve("hosts"), registry, image)
        .nodes(POOL + "-", NODES)
        .labels(Map.of(TestPool.LABEL, POOL))
        .timing(HostTiming.fast())
        .agent(world.product()::agent)
        .start();
  }

  private void assertExact(String namespace, String account, AuditLog before, Set<String> granted) {
    String user = "system:serviceaccount:" + namespace + ":" + account;
    List<AuditLog.Request> asked =
        auditLog().beyond(before).requests().stream()
            .filter(request -> request.user().equals(user))
            .filter(request -> !request.resource().isEmpty())
            // Every account may ask what it may do.
            .filter(request -> !request.group().equals("authorization.k8s.io"))
            .toList();
    assertThat(asked)
        .as("refused to %s", account)
        .filteredOn(request -> request.status() == HttpURLConnection.HTTP_FORBIDDEN)
        .isEmpty();
    assertThat(granted).as("granted to %s, and used by it", account).isEqualTo(used(asked));
  }

  private AuditLog auditLog() {
    return AuditLog.read(world.plane().auditLog());
  }

  private static Set<String> used(List<AuditLog.Request> asked) {
    return asked.stream()
        .map(request -> "%s %s %s".formatted(request.verb(), request.group(), request.resource()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<HasMetadata> chart(Path values) {
    return Chart.ofThisCheckout()
        .objects(ChartInstallation.RELEASE, ChartInstallation.NAMESPACE, Optional.of(values));
  }

  private static Set<String> granted(List<HasMetadata> objects, String... roles) {
    return objects.stream()
        .filter(object -> List.of(roles).contains(object.getMetadata().getName()))
        .flatMap(RightsIT::rules)
        .flatMap(RightsIT::rights)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<PolicyRule> rules(HasMetadata object) {
    return switch (object) {
      case ClusterRole role -> role.getRules().stream();
      case Role role -> role.getRules().stream();
      default -> Stream.empty();
    };
  }

  private static Stream<String> rights(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(group ->
            rule.getResources().stream()
                .flatMap(resource ->
                    rule.getVerbs().stream().map(verb -> verb + " " + group + " " + resource)));
  }
}
