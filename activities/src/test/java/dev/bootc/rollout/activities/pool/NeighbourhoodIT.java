package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class NeighbourhoodIT {
  private static final NodesOfPool.Seen NO_NODES =
      new NodesOfPool.Seen(List.of(), Set.of(), Set.of());

  private final ControlPlane plane;
  private NodeScene scene;
  private Neighbourhood neighbourhood;

  NeighbourhoodIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    neighbourhood = Neighbourhood.in(scene.cluster, new RefusedTargets(Clock.systemUTC()), null);
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldGoByTheCacheWhenItIsToldOfAnOlderStateLater() {
    // Given
    Node worker = scene.cluster.node(scene.ref.node()).orElseThrow();
    label("\"\"");
    await()
        .until(
            () -> scene.cluster.node(scene.ref.node()).filter(NodeFacts::controlPlane).isPresent());

    // When
    neighbourhood.nodeChanged(worker);

    // Then
    assertThat(neighbours()).contains(scene.ref.node());
  }

  @Test
  void shouldForgetANodeThatIsNotOfTheControlPlaneAnyMore() {
    // Given
    label("\"\"");
    await().untilAsserted(() -> assertThat(neighbours()).contains(scene.ref.node()));

    // When
    label("null");

    // Then
    await().untilAsserted(() -> assertThat(neighbours()).doesNotContain(scene.ref.node()));
  }

  private List<String> neighbours() {
    return neighbourhood.of("pool", NO_NODES, NodeScene.NEW).neighbours().stream()
        .map(Neighbour::name)
        .toList();
  }

  private void label(String value) {
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"node-role.kubernetes.io/control-plane\":%s}}}"
                .formatted(value));
  }
}
