package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.servers.AskedService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An image whose nodes are Ready and on which a pod of a DaemonSet is not. */
@EndToEnd
class GateIT {
  private static final int NODES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String OLD = Images.number(0);
  private static final String BAD = Images.number(1);
  private static final String GATES =
      """
      "gates":[{"name":"network","timeoutSeconds":%d,"intervalSeconds":1,
      "daemonSets":{"selector":{"matchLabels":{"of":"%s"}}}}]
      """;

  private final World world;
  private final Set<String> slotsTaken = new ConcurrentSkipListSet<>();

  GateIT(World world) {
    this.world = world;
  }

  @Test
  void shouldUndoABadImageByItselfWhenTheGateOfItsCanaryFails() {
    // Given
    String name = "gate-undo";
    LightFleet fleet = world.fleet(name, NODES, FleetTiming.ofMillis(100, 300));
    daemonSet(name, fleet);
    world.closedAfterTheTest(new Trigger(world.client(), name, this::noteSlot, () -> {}));
    TestPool pool = world.pool(name, 10);
    pool.editMinReadySeconds(OptionalInt.of(5));
    pool.editRollout(
        "{\"onFailure\":\"Rollback\",\"steps\":[{\"nodes\":1}],%s}"
            .formatted(GATES.formatted(5, name)));
    pool.awaitUpToDate(OLD, NODES);
    awaitPods(name, NODES);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.status().deployedImage()).isEqualTo(OLD));

    // When
    pool.editImage(BAD);

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.upToDateReason())
              .as(pool.upToDateMessage())
              .isEqualTo(PoolConditions.ROLLED_BACK);
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.ROLLED_BACK.text());
          assertThat(pool.slotHolders()).isEmpty();
        });
    assertThat(slotsTaken).as("the canary").hasSize(1);
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(OLD));
    pool.assertRestored();
    assertThat(pool.blockedBy(Kind.ROLLED_BACK).message()).contains("gate failed", "network");
  }

  @Test
  @Tag("thorough")
  void shouldKeepTheSlotSayWhyAndGoOnWhenThePodIsReadyAfterAll() {
    // Given
    String name = "gate-late";
    LightFleet fleet = world.fleet(name, 2, FleetTiming.ofMillis(100, 300));
    SharedIndexInformer<Pod> sickness = daemonSet(name, fleet);
    TestPool pool = world.pool(name, 2);
    pool.editRollout("{\"maxUnhealthy\":2,%s}".formatted(GATES.formatted(1, name)));
    pool.awaitUpToDate(OLD, 2);
    awaitPods(name, 2);
    pool.editMaxUnavailable(1);

    // When
    pool.editImage(BAD);

    // Then
    pool.awaitASlot();
    String first = pool.slotHolders().getFirst();
    pool.awaitBlockedBy(Kind.GATE_FAILED, "Node/" + first);
    assertThat(pool.slotHolders()).containsExactly(first);
    sickness.close();
    makeReady(name);
    pool.awaitUpToDate(BAD, 2);
    pool.assertRestored();
  }

  @Test
  @Tag("thorough")
  void shouldTouchNoNodeWhenAGateBeforeItsSlotSaysNo() {
    // Given
    String name = "gate-before";
    LightFleet fleet = world.fleet(name, 2, FleetTiming.ofMillis(100, 300));
    AskedService alerts = world.closedAfterTheTest(new AskedService());
    TestPool pool = world.pool(name, 2);
    pool.editRollout(
        "{\"gates\":[{\"name\":\"alerts\",\"intervalSeconds\":5,\"when\":\"BeforeNode\",\"http\":{\"url\":\"%s/{node}\"}}]}"
            .formatted(alerts.at("127.0.0.1")));
    pool.awaitUpToDate(OLD, 2);
    alerts.answers(HttpURLConnection.HTTP_UNAVAILABLE, "");
    slotsTaken.clear();
    world.closedAfterTheTest(new Trigger(world.client(), name, this::noteSlot, () -> {}));

    // When
    pool.editImage(BAD);

    // Then
    BlockedBy said = pool.awaitBlockedBy(Kind.PREFLIGHT_FAILED, "Node/" + fleet.nodes().getFirst());
    assertThat(said.message()).contains("gate alerts says no: the answer is 503");
    await().until(() -> alerts.asked().size() > 4);
    assertThat(slotsTaken).as("at any moment").isEmpty();
    pool.assertRestored();
    alerts.answers(HttpURLConnection.HTTP_OK, "");
    pool.awaitUpToDate(BAD, 2);
    pool.assertRestored();
  }

  @Test
  void shouldSayWhyAndStartNoOtherNodeWhenAGateCannotBeAsked() throws Exception {
    // Given
    String name = "gate-error";
    LightFleet fleet = world.fleet(name, 2, FleetTiming.ofMillis(100, 300));
    AskedService prometheus = world.closedAfterTheTest(new AskedService());
    TestPool pool = world.pool(name, 1);
    pool.editRollout(
        "{\"gates\":[{\"name\":\"shop\",\"intervalSeconds\":1,\"prometheus\":{\"address\":\"%s\",\"query\":\"up == 1\"}}]}"
            .formatted(prometheus.at("127.0.0.1")));
    pool.awaitUpToDate(OLD, 2);
    prometheus.answers(HttpURLConnection.HTTP_BAD_GATEWAY, "<html>");

    // When
    pool.editImage(BAD);

    // Then
    pool.awaitASlot();
    String first = pool.slotHolders().getFirst();
    BlockedBy said = pool.awaitBlockedBy(Kind.GATE_ERROR, "Node/" + first);
    assertThat(said.message()).contains("shop", "answers 502");
    assertThat(PastedCommand.run(world.plane().adminKubeconfig(), said.nextAction()))
        .as("what the gate answered, and what it asks for")
        .contains("Error shop ", "answers 502", "\"query\":\"up == 1\"");
    assertThat(pool.slotHolders()).containsExactly(first);
    prometheus.answers(
        HttpURLConnection.HTTP_OK,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{}}]}}");
    pool.awaitUpToDate(BAD, 2);
    pool.assertRestored();
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(BAD));
  }

  /** Its pods are not Ready on nodes that run the bad image, whatever the kubelet says. */
  private SharedIndexInformer<Pod> daemonSet(String name, LightFleet fleet) {
    HasMetadata set =
        world
            .client()
            .resource(
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: %1$s, namespace: default, labels: {of: %1$s}}
                spec:
                  selector: {matchLabels: {of: %1$s}}
                  template:
                    metadata: {labels: {of: %1$s}}
                    spec:
                      nodeSelector: {%2$s: %1$s}
                      tolerations: [{operator: Exists}]
                      containers: [{name: main, image: registry.example.com/net/cni}]
                """
                    .formatted(name, TestPool.LABEL))
            .create();
    world.closedAfterTheTest(() -> world.client().resource(set).delete());
    return world.closedAfterTheTest(
        world
            .client()
            .pods()
            .inNamespace("default")
            .withLabel("of", name)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    if (Readiness.isPodReady(pod)
                        && fleet.bootedImage(pod.getSpec().getNodeName()).equals(BAD)) {
                      mark(pod, false);
                    }
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    onAdd(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {}
                }));
  }

  private void mark(Pod pod, boolean ready) {
    world
        .client()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}"
                .formatted(ready ? "True" : "False"));
  }

  private void awaitPods(String name, int pods) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    world
                        .client()
                        .pods()
                        .inNamespace("default")
                        .withLabel("of", name)
                        .list()
                        .getItems())
                .hasSize(pods)
                .allMatch(Readiness::isPodReady));
  }

  private void makeReady(String name) {
    world
        .client()
        .pods()
        .inNamespace("default")
        .withLabel("of", name)
        .list()
        .getItems()
        .forEach(pod -> mark(pod, true));
  }

  private boolean noteSlot(HasMetadata object) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT)) {
      slotsTaken.add(node.getMetadata().getName());
    }
    return false;
  }
}
