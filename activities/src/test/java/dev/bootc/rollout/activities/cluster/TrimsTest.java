package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrimsTest {

  @Test
  void shouldTakeAHeartbeatForNoChangeAndLeaveItWhenItIsOne() {
    // Given
    Node before = node();
    Node after =
        new NodeBuilder(before)
            .editMetadata()
            .withResourceVersion("2")
            .endMetadata()
            .editStatus()
            .editFirstCondition()
            .withLastHeartbeatTime("2026-01-01T00:05:00Z")
            .endCondition()
            .endStatus()
            .build();

    // When
    boolean same = Trims.saysTheSame(before, after);

    // Then
    assertThat(same).isTrue();
    assertThat(after.getStatus().getConditions().getFirst().getLastHeartbeatTime())
        .isEqualTo("2026-01-01T00:05:00Z");
    assertThat(after.getMetadata().getResourceVersion()).isEqualTo("2");
  }

  @Test
  void shouldKeepOfWhoWroteABootcNodeOnlyWhoLeavesItOut() {
    // Given
    BootcNode node =
        new KubernetesSerialization()
            .unmarshal(
                """
                metadata:
                  name: worker-1
                  managedFields:
                  - {manager: bootc-rollout-operator, fieldsV1: {"f:spec": {}}}
                  - manager: kubectl-annotate
                    fieldsV1: {"f:metadata": {"f:annotations": {"f:bootc.dev/skip": {}}}}
                """,
                BootcNode.class);

    // When
    BootcNode kept = Trims.bootcNode(node);

    // Then
    assertThat(kept.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager)
        .containsExactly("kubectl-annotate");
  }

  static Stream<UnaryOperator<NodeBuilder>> changes() {
    return Stream.of(
        node -> node.editSpec().withUnschedulable(true).endSpec(),
        node -> node.editMetadata().addToLabels("role", "other").endMetadata(),
        node -> node.editMetadata().withUid("another").endMetadata(),
        node -> node.editStatus().editNodeInfo().withBootID("boot-2").endNodeInfo().endStatus(),
        node ->
            node.editStatus()
                .editFirstCondition()
                .withStatus("Unknown")
                .endCondition()
                .endStatus());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldSeeAChangeWhenSomethingThatIsReadHasChanged(UnaryOperator<NodeBuilder> change) {
    // Given
    Node before = node();

    // When
    boolean same = Trims.saysTheSame(before, change.apply(new NodeBuilder(before)).build());

    // Then
    assertThat(same).isFalse();
  }

  private static Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node")
        .withUid("uid")
        .withResourceVersion("1")
        .addToLabels("role", "worker")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastHeartbeatTime("2026-01-01T00:00:00Z")
        .endCondition()
        .withNewNodeInfo()
        .withBootID("boot-1")
        .endNodeInfo()
        .endStatus()
        .build();
  }
}
