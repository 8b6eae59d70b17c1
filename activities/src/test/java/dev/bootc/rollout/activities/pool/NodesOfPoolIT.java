package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.TouchedNames;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.NodeView;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class NodesOfPoolIT {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final int CHANGES = 200;

  private final ControlPlane plane;
  private NodeScene scene;
  private NodesOfPools nodes;

  NodesOfPoolIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    nodes = NodesOfPools.in(scene.cluster);
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldShowASlotAsSoonAsTheCacheHasIt() {
    for (int change = 0; change < CHANGES; change++) {
      // When
      boolean slot = change % 2 == 0;
      String mark = slot ? "\"\"" : "null";
      BootcNode written =
          bootcNode()
              .patch(
                  MERGE,
                  "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                      .formatted(BootcApi.IN_REBOOT_SLOT, mark));
      while (!scene.cluster.isAsNewAs(written)) {
        Thread.onSpinWait();
      }

      // Then
      assertThat(nodes.look(scene.ref.pool()).views())
          .singleElement()
          .returns(slot, NodeView::holdsSlot);
    }
  }

  @Test
  void shouldShowTheSameWhereNothingThatIsPlannedWithChanged() {
    // Given
    NodesOfPool.Seen before = nodes.look(scene.ref.pool());

    // When
    BootcNode written =
        bootcNode().patch(MERGE, "{\"metadata\":{\"annotations\":{\"example.com/note\":\"x\"}}}");
    await().until(() -> scene.cluster.isAsNewAs(written));

    // Then
    assertThat(nodes.look(scene.ref.pool())).isSameAs(before);
  }

  @Test
  void shouldForgetANodeThatThePoolDoesNotOwnAnyMore() {
    // Given
    assertThat(nodes.look(scene.ref.pool()).names()).containsExactly(scene.ref.node());

    // When
    BootcNode written = bootcNode().patch(MERGE, "{\"metadata\":{\"ownerReferences\":null}}");
    await().until(() -> scene.cluster.isAsNewAs(written));

    // Then
    assertThat(nodes.look(scene.ref.pool()).names()).isEmpty();
  }

  @Test
  void shouldNotShowANodeOfAnEarlierPoolOfTheName() {
    // Given
    assertThat(nodes.look(scene.ref.pool()).names()).containsExactly(scene.ref.node());

    // When
    scene.bootcNodeIsOfAnEarlierPoolOfTheName();

    // Then
    assertThat(nodes.look(scene.ref.pool()).names()).isEmpty();
  }

  @Test
  void shouldCountANodeThatASlotLeftCordonedUntilItIsUncordoned() {
    // Given
    isCordonedInItsSlot();
    assertThat(nodes.look(scene.ref.pool()).stranded()).isEmpty();

    // When
    bootcNode().delete();
    await().until(() -> scene.cluster.bootcNode(scene.ref.node()).isEmpty());

    // Then
    assertThat(nodes.look(scene.ref.pool()).names()).isEmpty();
    assertThat(nodes.look(scene.ref.pool()).stranded()).containsExactly(scene.ref.node());
    assertThat(NodesOfPools.in(scene.cluster).look(scene.ref.pool()).stranded())
        .as("seen by one that begins now")
        .containsExactly(scene.ref.node());
    assertThat(nodes.look("another").stranded()).isEmpty();

    // When
    changeNode("{\"spec\":{\"unschedulable\":null}}");

    // Then
    await().until(() -> nodes.look(scene.ref.pool()).stranded().isEmpty());
  }

  @Test
  void shouldCountANodeThatItsSlotLeftCordonedAlsoWhenItIsOfThePoolAgain() {
    // Given
    isCordonedInItsSlot();
    assertThat(nodes.look(scene.ref.pool()).stranded()).isEmpty();

    // When
    marked("null");

    // Then
    assertThat(nodes.look(scene.ref.pool()).names()).containsExactly(scene.ref.node());
    assertThat(nodes.look(scene.ref.pool()).stranded()).containsExactly(scene.ref.node());

    // When
    changeNode("{\"spec\":{\"unschedulable\":null}}");

    // Then
    await().until(() -> nodes.look(scene.ref.pool()).stranded().isEmpty());
  }

  private void isCordonedInItsSlot() {
    marked("\"\"");
    changeNode(
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}},\"spec\":{\"unschedulable\":true}}"
            .formatted(BootcApi.CORDONED_BY, scene.ref.pool()));
    await()
        .until(() -> scene.cluster.node(scene.ref.node()).filter(NodeFacts::cordoned).isPresent());
  }

  private void marked(String slot) {
    BootcNode written =
        bootcNode()
            .patch(
                MERGE,
                "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                    .formatted(BootcApi.IN_REBOOT_SLOT, slot));
    await().until(() -> scene.cluster.isAsNewAs(written));
  }

  @Test
  void shouldListAnewWhenTheLookBeforeEndedInAnError() {
    // Given
    AtomicBoolean fails = new AtomicBoolean();
    try (NodesOfPool ofPool =
        new NodesOfPool(
            scene.cluster,
            scene.ref.pool(),
            scene.cluster.touchedNames(),
            (member, node) -> {
              if (fails.get()) {
                throw new LinkageError("a class that is not there");
              }
              return NodeViews.of(member, node);
            })) {
      assertThat(ofPool.look().views()).singleElement().returns(false, NodeView::holdsSlot);
      fails.set(true);
      BootcNode written =
          bootcNode()
              .patch(
                  MERGE,
                  "{\"metadata\":{\"annotations\":{\"%s\":\"\"}}}"
                      .formatted(BootcApi.IN_REBOOT_SLOT));
      await().until(() -> scene.cluster.isAsNewAs(written));
      assertThatThrownBy(ofPool::look).isInstanceOf(LinkageError.class);

      // When
      fails.set(false);

      // Then
      assertThat(ofPool.look().views()).singleElement().returns(true, NodeView::holdsSlot);
    }
  }

  @Test
  void shouldListAnewWhenTooMuchWasTouchedToBeTold() {
    // Given
    AtomicReference<Optional<Set<String>>> told = new AtomicReference<>(Optional.of(Set.of()));
    try (NodesOfPool ofPool =
        new NodesOfPool(scene.cluster, scene.ref.pool(), new Told(told), NodeViews::of)) {
      assertThat(ofPool.look().names()).containsExactly(scene.ref.node());
      bootcNode().delete();
      await().until(() -> scene.cluster.bootcNode(scene.ref.node()).isEmpty());
      assertThat(ofPool.look().names()).as("told of nothing").isNotEmpty();

      // When
      told.set(Optional.empty());

      // Then
      assertThat(ofPool.look().names()).isEmpty();
      assertThat(ofPool.look().views()).isEmpty();
    }
  }

  private record Told(AtomicReference<Optional<Set<String>>> names) implements TouchedNames {
    @Override
    public Optional<Set<String>> sinceLastTime() {
      return names.get();
    }

    @Override
    public void close() {}
  }

  private void changeNode(String patch) {
    scene.client.nodes().withName(scene.ref.node()).patch(MERGE, patch);
  }

  @Test
  void shouldKeepNothingOfAPoolThatDoesNotExist() {
    // Given
    List<String> closed = new ArrayList<>();
    KeptByPool<String> kept = KeptByPool.in(scene.cluster, pool -> pool, closed::add);

    // When
    String absent = kept.ask("absent", Function.identity());
    String present = kept.ask(scene.ref.pool(), Function.identity());

    // Then
    assertThat(closed).containsExactly(absent).doesNotContain(present);
  }

  private Resource<BootcNode> bootcNode() {
    return scene.client.resources(BootcNode.class).withName(scene.ref.node());
  }
}
