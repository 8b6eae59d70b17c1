package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeViewsTest {
  private static final String SINCE = "2026-11-22T03:00:00Z";

  @Test
  void shouldCountANodeAsDownWhenOnlyItsBootcNodeIsThere() {
    // Given
    Optional<Node> gone = Optional.empty();

    // When
    NodeView view = NodeViews.of(bootcNode(), gone);

    // Then
    assertThat(view.readiness()).isEqualTo(Readiness.NOT_READY);
    assertThat(view.notReadySince()).isNull();
  }

  @Test
  void shouldKnowNothingWhenTheNodeHasNoReadyCondition() {
    // Given
    Node silent =
        new NodeBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build();

    // When
    NodeView view = NodeViews.of(bootcNode(), Optional.of(silent));

    // Then
    assertThat(view.readiness()).isEqualTo(Readiness.UNKNOWN);
  }

  @Test
  void shouldSaySinceWhenTheNodeIsNotReady() {
    // Given
    Node down =
        new NodeBuilder()
            .withNewMetadata()
            .addToLabels("node-role.kubernetes.io/control-plane", "")
            .endMetadata()
            .withNewSpec()
            .withUnschedulable(true)
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("Unknown")
            .withLastTransitionTime(SINCE)
            .endCondition()
            .endStatus()
            .build();

    // When
    NodeView view = NodeViews.of(bootcNode(), Optional.of(down));

    // Then
    assertThat(view.readiness()).isEqualTo(Readiness.NOT_READY);
    assertThat(view.notReadySince()).hasToString(SINCE);
    assertThat(view.cordoned()).isTrue();
    assertThat(view.controlPlane()).isTrue();
  }

  private static BootcNode bootcNode() {
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName("a").build());
    node.setSpec(
        new BootcNodeSpec(
            "registry.example/os@sha256:" + "a".repeat(64),
            DesiredImageState.STAGED,
            null,
            null,
            null,
            null));
    return node;
  }
}
