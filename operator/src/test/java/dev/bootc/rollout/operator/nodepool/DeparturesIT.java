package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.ClusterActivities;
import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node in its slot leaves, and the update that holds it does not end. */
@RealServers
final class DeparturesIT {
  private final String node = "leaving-" + UUID.randomUUID();
  private final String pool = "pool-of-" + node;
  private final KubernetesClient admin;
  private final KubernetesClient client;
  private final PretendRollouts rollouts = new PretendRollouts();
  private final WorkflowServiceStubs nowhere =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private final ClusterCache cluster;
  private final Departures departures;
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  DeparturesIT(ControlPlane plane) {
    admin = plane.adminClient();
    client =
        new KubernetesClientBuilder()
            .withConfig(ChartInstallation.on(plane).operatorConfig())
            .build();
    cluster = ClusterCache.start(client, new ApiServerOutages());
    InstantSource time = () -> now;
    Clock clock = time.withZone(ZoneOffset.UTC);
    ClusterActivities activities =
        new ClusterActivities(
            client, WorkflowClient.newInstance(nowhere), cluster, OverallLimit.NONE, clock);
    departures =
        new Departures(client, rollouts, activities.steps(), new MemberWrites(client), clock);
  }

  @BeforeEach
  void createInItsSlot() {
    Node made =
        admin
            .resource(
                new NodeBuilder()
                    .withNewMetadata()
                    .withName(node)
                    .addToLabels(BootcApi.MANAGED_LABEL, "")
                    .addToAnnotations("bootc.dev/cordoned-by", pool)
                    .addToAnnotations("bootc.dev/cordoned-since", "2026-01-01T00:00:00Z")
                    .endMetadata()
                    .withNewSpec()
                    .withUnschedulable(true)
                    .endSpec()
                    .build())
            .create();
    BootcNodePool owner = Fixtures.pool(pool, Map.of("node", node), Fixtures.NEW_IMAGE);
    owner.getMetadata().setUid(null);
    String uid = admin.resource(owner).create().getMetadata().getUid();
    BootcNode member = Fixtures.bootcNode(node, pool, Fixtures.NEW_IMAGE, null);
    member.getMetadata().getOwnerReferences().getFirst().setUid(uid);
    Map<String, String> slot = new HashMap<>();
    slot.put(BootcApi.IN_REBOOT_SLOT, "");
    slot.put(BootcApi.WAS_CORDONED, "false");
    slot.put(BootcApi.SLOT_SINCE, "2026-01-01T00:00:00Z");
    slot.put(BootcApi.NODE_UID, made.getMetadata().getUid());
    member.getMetadata().setAnnotations(slot);
    admin.resource(member).create();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertThat(cluster.bootcNode(node).filter(NodeFacts::holdsSlot)).isPresent();
          assertThat(cluster.node(node).filter(NodeFacts::cordoned)).isPresent();
        });
  }

  @AfterEach
  void remove() {
    admin.resources(BootcNodePool.class).withName(pool).delete();
    admin.resources(BootcNode.class).withName(node).delete();
    admin.nodes().withName(node).delete();
    cluster.close();
    nowhere.shutdownNow();
    client.close();
  }

  @Test
  void shouldRestoreTheNodeInItsSteadWhenTheUpdateHasNotEndedWithinAMinute() {
    // Given
    rollouts.answer(EndAnswer.UNDER_WAY);
    boolean goneAtOnce = goneAfter(Duration.ZERO);
    boolean goneTooEarly = goneAfter(Duration.ofSeconds(59));
    boolean touchedTooEarly = !isInItsSlot();

    // When
    boolean gone = goneAfter(Duration.ofSeconds(1));

    // Then
    assertThat(goneAtOnce).isFalse();
    assertThat(goneTooEarly).isFalse();
    assertThat(touchedTooEarly).isFalse();
    assertThat(gone).isTrue();
    assertRestored();
  }

  @Test
  void shouldRestoreTheNodeInItsSteadSoonWhenTemporalIsAway() {
    // Given
    rollouts.answer(EndAnswer.UNREACHABLE);
    boolean goneAtOnce = goneAfter(Duration.ZERO);
    boolean goneTooEarly = goneAfter(Duration.ofSeconds(2));

    // When
    boolean gone = goneAfter(Duration.ofSeconds(1));

    // Then
    assertThat(goneAtOnce).isFalse();
    assertThat(goneTooEarly).isFalse();
    assertThat(gone).isTrue();
    assertRestored();
  }

  @Test
  void shouldBePatientAnewWhenTheNodeMatchedMeanwhile() {
    // Given
    rollouts.answer(EndAnswer.UNDER_WAY);
    boolean goneTheFirstTime = goneAfter(Duration.ZERO);
    departures.onlyLeaving(pool, Set.of());

    // When
    boolean goneTheSecondTime = goneAfter(Duration.ofMinutes(10));

    // Then
    assertThat(goneTheFirstTime).isFalse();
    assertThat(goneTheSecondTime).isFalse();
    assertThat(isInItsSlot()).isTrue();
    assertThat(goneAfter(Duration.ofMinutes(1))).isTrue();
    assertRestored();
  }

  private boolean goneAfter(Duration time) {
    now = now.plus(time);
    return departures.letGo(pool, bootcNode(), admin.nodes().withName(node).require());
  }

  private BootcNode bootcNode() {
    return admin.resources(BootcNode.class).withName(node).require();
  }

  private boolean isInItsSlot() {
    return NodeFacts.holdsSlot(bootcNode())
        && NodeFacts.cordoned(admin.nodes().withName(node).require());
  }

  private void assertRestored() {
    assertThat(admin.resources(BootcNode.class).withName(node).get()).isNull();
    Node left = admin.nodes().withName(node).require();
    assertThat(NodeFacts.cordoned(left)).isFalse();
    assertThat(left.getMetadata().getLabels()).doesNotContainKey(BootcApi.MANAGED_LABEL);
  }
}
