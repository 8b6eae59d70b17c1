package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.workflows.node.SeenNode.Cordon;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenNodesTest {
  private static final String SINCE = "2026-11-22T03:00:00Z";
  private static final Map<String, String> OF_THE_GO_PROJECT =
      Map.of(BootcApi.IN_REBOOT_SLOT, "", BootcApi.WAS_CORDONED, "false");

  @Test
  void shouldTakeTheCordonOfASlotOfTheGoProjectForTheSlots() {
    // When
    Cordon cordon = SeenNodes.of(bootcNode(OF_THE_GO_PROJECT), cordonedNode()).cordon();

    // Then
    assertThat(cordon).isEqualTo(Cordon.OURS);
  }

  @Test
  void shouldTakeTheCordonOfASlotOfTheGoProjectForTheSlotsWhenWeHaveUpdatedTheNodeBefore() {
    // Given
    BootcNode updatedBefore = bootcNode(OF_THE_GO_PROJECT);
    updatedBefore.getMetadata().getAnnotations().put(BootcApi.NODE_UID, "uid-1");

    // When
    Cordon cordon = SeenNodes.of(updatedBefore, cordonedNode()).cordon();

    // Then
    assertThat(cordon).isEqualTo(Cordon.OURS);
  }

  @Test
  void shouldTakeACordonWithoutItsMarkForSomebodyElsesWhenTheSlotIsOurs() {
    // Given
    BootcNode inOurSlot = bootcNode(OF_THE_GO_PROJECT);
    inOurSlot
        .getMetadata()
        .getAnnotations()
        .putAll(Map.of(BootcApi.NODE_UID, "uid-1", BootcApi.SLOT_SINCE, SINCE));

    // When
    Cordon cordon = SeenNodes.of(inOurSlot, cordonedNode()).cordon();

    // Then
    assertThat(cordon).isEqualTo(Cordon.OF_OTHERS);
  }

  private static BootcNode bootcNode(Map<String, String> annotations) {
    BootcNode node = new BootcNode();
    node.setMetadata(
        new ObjectMetaBuilder()
            .withName("node-1")
            .withGeneration(1L)
            .addToAnnotations(annotations)
            .build());
    node.setSpec(
        new BootcNodeSpec(
            "registry.example.com/os/node@sha256:" + "a".repeat(64),
            DesiredImageState.STAGED,
            null,
            null,
            null,
            null));
    return node;
  }

  private static Node cordonedNode() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-1")
        .withUid("uid-1")
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(true)
        .endSpec()
        .withNewStatus()
        .endStatus()
        .build();
  }
}
