package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.operator.settings.Kubeconfig;
import dev.bootc.rollout.operator.settings.OperatorConfiguration;
import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import dev.bootc.rollout.operator.temporal.TemporalSettings;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole process against real servers. */
@RealServers
final class OperatorProcessIT {
  private static final String OLD = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final String NEW = "registry.example.com/os/node@sha256:" + "b".repeat(64);

  /** The only one that the chart lets an operator have. */
  private static final String LEASE_NAME = "bootc-rollout-operator";

  private static final Duration LEASE = Duration.ofSeconds(42);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final String pool = "pool-" + run;
  private final ControlPlane plane;
  private final KubernetesClient admin;
  private final ChartInstallation chart;

  OperatorProcessIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
    this.chart = ChartInstallation.on(plane);
  }

  @Test
  void shouldWaitAndSayForWhatWhenNoServerIsThereYet() throws Exception {
    // Given
    try (TemporalServer temporal = TemporalServer.create()) {
      OperatorConfiguration config = config(temporal);
      temporal.kill();
      plane.killApiServer();

      // When
      try (OperatorProcess process = OperatorProcess.start(config)) {

        // Then
        eventually(() -> {
          assertThat(get(process, "/healthz").statusCode()).isEqualTo(200);
          HttpResponse<String> ready = get(process, "/readyz");
          assertThat(ready.statusCode()).isEqualTo(503);
          assertThat(ready.body())
              .contains("api-server: no answer from https://127.0.0.1")
              .contains("temporal: not reachable since")
              .contains("set TEMPORAL_ADDRESS");
        });
        plane.startApiServer();
        temporal.start();
        eventually(() -> {
          HttpResponse<String> ready = get(process, "/readyz");
          assertThat(ready.body())
              .isEqualTo("api-server: ready\ncache: ready\ntemporal: ready\nworker: ready\n");
          assertThat(ready.statusCode()).isEqualTo(200);
        });
        assertThat(get(process, "/healthz").body())
            .isEqualTo("cache: alive\nreconciler: alive\nworker: alive\n");
        // By this the worker is known to be alive.
        eventually(() ->
            assertThat(get(process, "/metrics").body())
                .containsPattern(
                    "temporal_long_request_total\\{[^}]*operation=\"PollWorkflowTaskQueue\"[^}]*} [1-9]"));
      } finally {
        startApiServerIfDead();
      }
    }
  }

  @Test
  void shouldRollAPoolAndLeaveNothingWhenItIsDeleted(TemporalServer temporal) throws Exception {
    try (LightFleet fleet =
            LightFleet.builder(plane.adminConfig(), OLD)
                .nodes("node-" + run + "-", 3)
                .labels(Map.of("run", run))
                .timing(FleetTiming.ofMillis(100, 100))
                .start();
        OperatorProcess process = OperatorProcess.start(config(temporal))) {
      // Given
      createPool(OLD);
      eventually(() -> assertThat(deployed()).hasValue(OLD));

      // When
      editImage(NEW);

      // Then
      eventually(() -> {
        assertThat(deployed()).hasValue(NEW);
        assertThat(rollout().map(RolloutStatus::phase)).hasValue("Completed");
      });
      eventually(() ->
          assertThat(get(process, "/metrics").body())
              .contains(
                  "bootc_rollout_leader 1.0",
                  "bootc_rollout_temporal_reachable 1.0",
                  "bootc_rollout_nodes{pool=\"" + pool + "\",state=\"UpToDate\"} 3.0",
                  "bootc_rollout_slots{pool=\"" + pool + "\"} 0.0",
                  "bootc_rollout_node_updates_total{pool=\"" + pool + "\",verdict=\"Updated\"} 3.0",
                  // One more where the pool is seen before its nodes say what they run.
                  "bootc_rollout_rollouts_total{outcome=\"Completed\",pool=\"" + pool + "\"} ",
                  "bootc_rollout_step_duration_seconds_count{pool=\""
                      + pool
                      + "\",step=\"node\"} 3"));
      assertThat(fleet.nodes())
          .allSatisfy(node -> {
            assertThat(fleet.reboots(node)).isEqualTo(1);
            assertThat(node(node).getSpec().getUnschedulable()).isNotEqualTo(true);
          });
      admin.resources(BootcNodePool.class).withName(pool).delete();
      eventually(
          () -> assertThat(admin.resources(BootcNodePool.class).withName(pool).get()).isNull());
      assertThat(fleet.nodes())
          .allSatisfy(node -> {
            assertThat(admin.resources(BootcNode.class).withName(node).get()).isNull();
            assertThat(node(node).getMetadata().getLabels())
                .doesNotContainKey(BootcApi.MANAGED_LABEL);
          });
      assertThat(get(process, "/metrics").body()).doesNotContain("pool=\"" + pool + "\"");
    }
  }

  @Test
  void shouldTakeAnEditUpAndSayThatSchedulersAreGivenTimeWhenTheApiServerComesBack(
      TemporalServer temporal) throws Exception {
    try (LightFleet _ =
            LightFleet.builder(plane.adminConfig(), OLD)
                .nodes("node-" + run + "-", 3)
                .labels(Map.of("run", run))
                .timing(FleetTiming.ofMillis(100, 100))
                .start();
        OperatorProcess process = OperatorProcess.start(config(temporal))) {
      // Given
      createPool(OLD);
      eventually(() -> assertThat(deployed()).hasValue(OLD));

      // When
      plane.killApiServer();
      // How long schedulers are given grows with how long it was away.
      eventually(() -> assertThat(get(process, "/readyz").statusCode()).isEqualTo(503));
      plane.startApiServer();

      // Then
      editImage(NEW);
      eventually(() -> {
        assertThat(get(process, "/readyz").statusCode()).isEqualTo(200);
        assertThat(inFlight())
            .anySatisfy(node -> assertThat(node.state()).contains("schedulers are given"));
      });
      admin.resources(BootcNodePool.class).withName(pool).delete();
      eventually(
          () -> assertThat(admin.resources(BootcNodePool.class).withName(pool).get()).isNull());
    }
  }

  @Test
  void shouldStopWithoutWaitingForNodesInFlightWhenTold(TemporalServer temporal) throws Exception {
    try (LightFleet _ =
        LightFleet.builder(plane.adminConfig(), OLD)
            .nodes("node-" + run + "-", 3)
            .labels(Map.of("run", run))
            .timing(FleetTiming.ofMillis(100, 600_000))
            .start()) {
      // Given
      OperatorProcess process = OperatorProcess.start(config(temporal));
      createPool(NEW);
      eventually(() -> assertThat(inFlight()).isNotEmpty());

      // When
      Thread stopping = Thread.ofVirtual().start(process::close);

      // Then
      // The node is away for ten minutes yet, so whoever waits for it would wait longer than this.
      eventually(() -> assertThat(stopping.isAlive()).isFalse());
      // Nobody gives its nodes back: that would last as long as the host may be away.
      admin
          .resources(BootcNodePool.class)
          .withName(pool)
          .edit(left -> {
            left.getMetadata().setFinalizers(List.of());
            return left;
          });
      admin.resources(BootcNodePool.class).withName(pool).delete();
    }
  }

  @Test
  void shouldTakeOverAtOnceWhenTheLeaderStops(TemporalServer temporal) throws Exception {
    try (LightFleet _ =
        LightFleet.builder(plane.adminConfig(), OLD)
            .nodes("node-" + run + "-", 2)
            .labels(Map.of("run", run))
            .start()) {
      // Given
      OperatorProcess leader = OperatorProcess.start(replica(temporal, "first"));
      createPool(OLD);
      eventually(() -> assertThat(deployed()).hasValue(OLD));
      try (OperatorProcess second = OperatorProcess.start(replica(temporal, "second"))) {
        eventually(() -> assertThat(get(second, "/readyz").statusCode()).isEqualTo(200));
        assertThat(holder()).isEqualTo("first");

        // When
        leader.close();

        // Then
        await()
            .atMost(LEASE.minusSeconds(10))
            .untilAsserted(() -> assertThat(holder()).isEqualTo("second"));
        admin.resources(BootcNodePool.class).withName(pool).delete();
        eventually(
            () -> assertThat(admin.resources(BootcNodePool.class).withName(pool).get()).isNull());
      }
    }
  }

  @Test
  @Tag("thorough")
  void shouldRefuseDefinitionsThatAreOlderWhenItStartsAndWhenTheyAreReplaced(
      TemporalServer temporal) throws Exception {
    // Given
    CustomResourceDefinition ours = definition();
    replaceDefinition(olderThan(ours));
    try (LightFleet _ =
            LightFleet.builder(plane.adminConfig(), OLD)
                .nodes("node-" + run + "-", 2)
                .labels(Map.of("run", run))
                .timing(FleetTiming.ofMillis(100, 100))
                .start();
        OperatorProcess process = OperatorProcess.start(config(temporal))) {

      // Then
      eventually(() ->
          assertThat(get(process, "/readyz").body())
              .contains(
                  "BootcNodePool lacks", "status.rollout", "charts/bootc-rollout/definitions"));
      replaceDefinition(ours);
      eventually(() -> assertThat(get(process, "/readyz").statusCode()).isEqualTo(200));
      createPool(OLD);
      eventually(() -> assertThat(deployed()).hasValue(OLD));

      // When
      replaceDefinition(olderThan(ours));

      // Then
      eventually(() ->
          assertThat(status().orElseThrow().conditions())
              .filteredOn(condition -> condition.type().equals("RolloutProgressing"))
              .singleElement()
              .satisfies(condition -> {
                assertThat(condition.reason()).isEqualTo("DefinitionsTooOld");
                assertThat(condition.message()).contains("charts/bootc-rollout/definitions");
              }));
      editImage(NEW);
      replaceDefinition(ours);
      eventually(() -> assertThat(deployed()).hasValue(NEW));
      admin.resources(BootcNodePool.class).withName(pool).delete();
      eventually(
          () -> assertThat(admin.resources(BootcNodePool.class).withName(pool).get()).isNull());
    } finally {
      replaceDefinition(ours);
    }
  }

  private CustomResourceDefinition definition() {
    return admin
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("bootcnodepools.node.bootc.dev")
        .require();
  }

  /** Without {@code status.rollout}, as in the Go project's. */
  private static CustomResourceDefinition olderThan(CustomResourceDefinition ours) {
    CustomResourceDefinition older = Serialization.clone(ours);
    Map<String, JSONSchemaProps> parts =
        older.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema().getProperties();
    Objects.requireNonNull(parts.get("status")).getProperties().remove("rollout");
    return older;
  }

  private void replaceDefinition(CustomResourceDefinition wanted) {
    admin
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("bootcnodepools.node.bootc.dev")
        .edit(served ->
            new CustomResourceDefinitionBuilder(served).withSpec(wanted.getSpec()).build());
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(assertion);
  }

  private OperatorConfiguration config(TemporalServer temporal) throws IOException {
    return config(temporal, Optional.empty());
  }

  private OperatorConfiguration replica(TemporalServer temporal, String identity)
      throws IOException {
    return config(
        temporal,
        Optional.of(new LeaderElection(ChartInstallation.NAMESPACE, LEASE_NAME, identity, LEASE)));
  }

  private String holder() {
    return admin
        .leases()
        .inNamespace(ChartInstallation.NAMESPACE)
        .withName(LEASE_NAME)
        .require()
        .getSpec()
        .getHolderIdentity();
  }

  private OperatorConfiguration config(TemporalServer temporal, Optional<LeaderElection> election)
      throws IOException {
    return new OperatorConfiguration(
        Optional.of(kubeconfig()),
        "test-" + run + "/",
        0,
        election,
        new WorkerSizes(50, 50, 50),
        TemporalSettings.of(Map.of("TEMPORAL_ADDRESS", temporal.address())),
        RegistryOptions.DEFAULTS,
        Optional.empty());
  }

  private Kubeconfig kubeconfig() {
    Path file = chart.operatorKubeconfig();
    return new Kubeconfig(file, Config.fromKubeconfig(file.toFile()));
  }

  private void createPool(String image) {
    BootcNodePool created = new BootcNodePool();
    created.getMetadata().setName(pool);
    created.setSpec(
        new BootcNodePoolSpec(
            new LabelSelectorBuilder().withMatchLabels(Map.of("run", run)).build(),
            new ImageSource(image),
            new RolloutSpec(
                null, null, null, null, 0, null, null, null, null, null, null, null, null, null,
                null),
            null,
            null));
    admin.resource(created).create();
  }

  private void editImage(String image) {
    admin
        .resources(BootcNodePool.class)
        .withName(pool)
        .patch(MERGE, "{\"spec\":{\"image\":{\"ref\":\"" + image + "\"}}}");
  }

  private Optional<BootcNodePoolStatus> status() {
    return Optional.ofNullable(
        admin.resources(BootcNodePool.class).withName(pool).require().getStatus());
  }

  /** The image that all nodes are said to run. */
  private Optional<String> deployed() {
    return status()
        .map(BootcNodePoolStatus::deployedDigest)
        .map(digest -> "registry.example.com/os/node@" + digest);
  }

  private Optional<RolloutStatus> rollout() {
    return status().map(BootcNodePoolStatus::rollout);
  }

  private List<RolloutStatus.NodeProgress> inFlight() {
    return rollout().map(RolloutStatus::inFlight).orElse(List.of());
  }

  private Node node(String name) {
    return admin.nodes().withName(name).require();
  }

  private void startApiServerIfDead() {
    try {
      admin.raw("/readyz");
    } catch (RuntimeException dead) {
      plane.startApiServer();
    }
  }

  private static HttpResponse<String> get(OperatorProcess process, String path)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + process.httpPort() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }
}
