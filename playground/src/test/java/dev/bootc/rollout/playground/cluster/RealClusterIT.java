package dev.bootc.rollout.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.cluster.ClusterNode;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.process.CommandRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart, installed with Helm from the images that are built here, where pods really run.
 *
 * <p>The order saves minutes: what needs a cluster without the product comes first, what leaves one
 * last. Each test passes by itself.
 */
@RealNodes
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealClusterIT {
  private static final Duration ROLLED_WITHIN = Duration.ofMinutes(5);
  private static final FleetTiming TIMING = FleetTiming.ofMillis(500, 2000);

  private static final List<String> POOLS =
      List.of("upgraded", "handed", "machines", "hosts", "left");

  private final Installation product;

  RealClusterIT(Installation product) {
    this.product = product;
  }

  @BeforeEach
  void forgetHalfOfIt() {
    product.forgetHalfOfIt();
  }

  @AfterEach
  void forgetPoolsAndTheirNodes() {
    POOLS.forEach(product::forget);
  }

  @Test
  void shouldRunOperatorAndTemporalWithoutPrivilegesWhenInstalled() {
    // When
    product.install(Installation.chart());
    List<Pod> operators = product.pods("operator");
    List<Pod> temporal = product.pods("temporal");

    // Then
    assertThat(operators).hasSize(2).allMatch(Readiness::isPodReady).allMatch(this::neverRestarted);
    assertThat(temporal).hasSize(1).allMatch(Readiness::isPodReady);
    assertThat(operators).extracting(pod -> pod.getSpec().getNodeName()).doesNotHaveDuplicates();
    assertThat(operators.stream().map(product::running))
        .allSatisfy(pod -> assertThat(pod.users()).containsOnly("65532"))
        .allSatisfy(RealClusterIT::assertUnprivileged);
    assertThat(temporal.stream().map(product::running))
        .allSatisfy(pod -> assertThat(pod.users()).containsOnly("1000"))
        .allSatisfy(RealClusterIT::assertUnprivileged);
  }

  /** As below, from this very chart. */
  @Tag("thorough")
  @Test
  void shouldRollNodesThroughWhatIsInstalledWhenItIsUpgradedMeanwhile() {
    // Given
    product.install(Installation.chart());
    try (LightFleet fleet = product.fleet("upgraded", 6, TIMING)) {
      UserPool pool = new UserPool(product.client(), "upgraded");
      pool.create(Installation.labels("upgraded"), ProductCluster.image(0), 2);
      pool.awaitUpToDate(ProductCluster.image(0), 6, ROLLED_WITHIN);
      List<String> before = names(product.pods("operator"));
      pool.editImage(ProductCluster.image(1));
      await().untilAsserted(() -> assertThat(slots("upgraded")).isNotEmpty());

      // When
      product.install(Installation.chart(), "--set", "operator.podAnnotations.revision=next");

      // Then
      pool.awaitUpToDate(ProductCluster.image(1), 6, ROLLED_WITHIN);
      assertThat(names(product.pods("operator"))).doesNotContainAnyElementsOf(before);
      assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
      assertThat(nodes("upgraded")).allMatch(node -> node.getSpec().getUnschedulable() == null);
    }
  }

  @Test
  @Order(1)
  void shouldGoOnWithARolloutWhenTheDefinitionsOfAnEarlierChartAreHandedOverMeanwhile()
      throws IOException, InterruptedException {
    // Given
    product.forgetAll();
    product.install(Installation.earlierChart());
    try (LightFleet fleet = product.fleet("handed", 4, TIMING)) {
      UserPool pool = new UserPool(product.client(), "handed");
      pool.create(Installation.labels("handed"), ProductCluster.image(1), 2);
      pool.editMinReady(Duration.ofMinutes(30));
      await().untilAsserted(() -> assertThat(slots("handed")).hasSize(2));
      List<String> first = names(slots("handed"));
      List<String> before = names(product.pods("operator"));
      CommandRun refused = product.tryToInstall(Installation.chart());
      assertThat(refused.output()).contains("belongs to no release of Helm");

      // When
      product.mend(refused.output());
      product.install(Installation.chart());

      // Then
      assertThat(names(slots("handed"))).isEqualTo(first);
      assertThat(names(product.pods("operator"))).doesNotContainAnyElementsOf(before);
      pool.editMinReady(Duration.ZERO);
      pool.awaitUpToDate(ProductCluster.image(1), 4, ROLLED_WITHIN);
      assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
      assertThat(nodes("handed")).allMatch(node -> node.getSpec().getUnschedulable() == null);
    }
  }

  @Test
  void shouldSayOnMachinesThatAreNoBootcHostsWhatIsMissingAndKeepRunning() {
    // Given
    product.install(Installation.chart());
    product
        .cluster()
        .cluster()
        .nodes()
        .forEach(node ->
            product
                .client()
                .nodes()
                .withName(node.name())
                .edit(present -> labelled(present, "machines")));
    UserPool pool = new UserPool(product.client(), "machines");

    // When
    pool.create(Installation.labels("machines"), ProductCluster.image(0), 1);

    // Then
    await()
        .untilAsserted(
            () -> assertThat(product.pods("agent")).hasSize(3).allMatch(Readiness::isPodReady));
    await()
        .untilAsserted(() ->
            assertThat(pool.read().orElseThrow().getStatus().conditions().toString())
                .contains("machine-1: degraded"));
    assertThat(product.pods("agent")).allMatch(this::neverRestarted);
  }

  @Test
  void shouldUpdateARealNodeThroughThePodOfItsAgentWhenItsHostPlaysBootc(@TempDir Path folder)
      throws IOException {
    // Given
    ClusterNode machine = product.machineWithout("temporal");
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve("registry.json"));
    String first = registry.publish("registry.example.com/os/node:1.0");
    String second = registry.publish("registry.example.com/os/node:2.0");
    HostSettings settings = HostSettings.of(registry.file(), HostTiming.fast());
    try (SimulatedHost host =
        SimulatedHost.create(folder.resolve("host"), machine.name(), first, settings)
            .listen(new MachineOf(machine))
            .start()) {
      product.install(Installation.chart(), "--values", valuesFor(host, folder).toString());
      product.client().nodes().withName(machine.name()).edit(node -> labelled(node, "hosts"));
      UserPool pool = new UserPool(product.client(), "hosts");
      pool.create(Installation.labels("hosts"), first, 1);
      pool.awaitUpToDate(first, 1, ROLLED_WITHIN);

      // When
      pool.editImage(second);

      // Then
      pool.awaitUpToDate(second, 1, ROLLED_WITHIN);
      assertThat(product.pods("agent"))
          .extracting(pod -> pod.getSpec().getNodeName())
          .containsExactly(machine.name());
      assertThat(host.reboots()).isEqualTo(1);
      Node node = product.client().nodes().withName(machine.name()).require();
      assertThat(node.getStatus().getNodeInfo().getBootID()).isEqualTo(host.bootId());
      assertThat(node.getSpec().getUnschedulable()).isNull();
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void shouldLeaveNoFinalizerCordonOrLabelWhenUninstalledInMidRollout() {
    // Given
    product.install(Installation.chart());
    try (LightFleet fleet = product.fleet("left", 4, TIMING)) {
      UserPool pool = new UserPool(product.client(), "left");
      pool.create(Installation.labels("left"), ProductCluster.image(0), 2);
      pool.awaitUpToDate(ProductCluster.image(0), 4, ROLLED_WITHIN);
      pool.editMinReady(Duration.ofMinutes(30));
      pool.editImage(ProductCluster.image(1));
      await()
          .untilAsserted(() ->
              assertThat(nodes("left"))
                  .filteredOn(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
                  .hasSize(2));

      // When
      CommandRun uninstalled = product.uninstall();

      // Then
      assertThat(uninstalled.succeeded()).as(uninstalled.output()).isTrue();
      assertThat(nodes("left"))
          .allMatch(node -> node.getSpec().getUnschedulable() == null)
          .noneMatch(node -> node.getMetadata().getLabels().containsKey(BootcApi.MANAGED_LABEL))
          .allSatisfy(node ->
              assertThat(String.valueOf(node.getMetadata().getAnnotations()))
                  .doesNotContain("bootc.dev/"));
      assertThat(slots("left")).isEmpty();
      assertThat(pool.read().orElseThrow().getMetadata().getFinalizers()).isEmpty();
      assertThat(product.pods("operator")).isEmpty();
      assertThat(leftOfTheHook()).isEmpty();
      assertThat(fleet.nodes()).hasSize(4);
    }
  }

  /** The machine is off and on when its host is. */
  private record MachineOf(ClusterNode machine) implements HostListener {
    @Override
    public void wentDown(String nodeName) {
      machine.close();
    }

    @Override
    public void cameUp(String nodeName, String bootId) {
      machine.close();
      machine.boot(bootId);
    }
  }

  /** Through the first process of the machine, as ever, and from there to its host. */
  private static Path valuesFor(SimulatedHost host, Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("values.yaml"),
        """
        agent:
          env:
            BOOTC_ROLLOUT_START_JITTER_SECONDS: "0"
            BOOTC_ROLLOUT_HOST_ROOT: /proc/1/root%s
            BOOTC_ROLLOUT_HOST_COMMAND_PREFIX: >-
              nsenter -t 1 -m -p -C -- /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root %s
        """
            .formatted(host.folder().root(), String.join(" ", host.commandPrefix())));
  }

  private List<HasMetadata> leftOfTheHook() {
    return Stream.<HasMetadata>concat(
            product.client().batch().v1().jobs().inAnyNamespace().list().getItems().stream(),
            product.client().rbac().clusterRoles().list().getItems().stream())
        .filter(object -> object.getMetadata().getName().startsWith(Installation.RELEASE))
        .toList();
  }

  private static void assertUnprivileged(RunningPod pod) {
    assertThat(pod.hasReadOnlyRoot()).as(pod.name()).isTrue();
    assertThat(pod.status("CapEff")).as(pod.name()).isEqualTo("0000000000000000");
    assertThat(pod.status("CapBnd")).as(pod.name()).isEqualTo("0000000000000000");
    assertThat(pod.status("NoNewPrivs")).as(pod.name()).isEqualTo("1");
    // 2: by a filter.
    assertThat(pod.status("Seccomp")).as(pod.name()).isEqualTo("2");
  }

  private boolean neverRestarted(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getRestartCount() == 0;
  }

  private static Node labelled(Node node, String pool) {
    node.getMetadata().getLabels().putAll(Installation.labels(pool));
    return node;
  }

  private static List<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }

  private List<Node> nodes(String pool) {
    return product.client().nodes().withLabels(Installation.labels(pool)).list().getItems();
  }

  private List<BootcNode> slots(String pool) {
    return product.client().resources(BootcNode.class).list().getItems().stream()
        .filter(node -> node.getMetadata().getName().startsWith(pool + "-"))
        .filter(node ->
            Optional.ofNullable(node.getMetadata().getAnnotations())
                .orElse(Map.of())
                .containsKey(BootcApi.IN_REBOOT_SLOT))
        .toList();
  }
}
