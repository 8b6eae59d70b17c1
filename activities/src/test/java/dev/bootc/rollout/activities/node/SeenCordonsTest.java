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
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose cordon is on a Node, by the marks on it and on its BootcNode. */
class SeenCordonsTest {
  private static final String SINCE = "2026-11-22T03:00:00Z";
  private static final String EARLIER = "2026-11-22T02:00:00Z";

  private final Map<String, String> slot =
      new HashMap<>(
          Map.of(
              BootcApi.IN_REBOOT_SLOT,
              "",
              BootcApi.WAS_CORDONED,
              "false",
              BootcApi.SLOT_SINCE,
              SINCE,
              BootcApi.NODE_UID,
              "uid-1"));

  @Test
  void shouldBeOursWhenItCarriesTheMarkOfTheSlot() {
    // When // Then
    assertThat(seen(node(true, marks(SINCE)))).isEqualTo(Cordon.OURS);
  }

  @Test
  void shouldBeLeftBehindWhenItCarriesTheMarkOfAnEarlierSlot() {
    // When // Then
    assertThat(seen(node(true, marks(EARLIER)))).isEqualTo(Cordon.LEFT_BEHIND);
  }

  @Test
  void shouldBeLeftBehindWhenThereIsNoSlot() {
    // Given
    slot.clear();

    // When // Then
    assertThat(seen(node(true, marks(EARLIER)))).isEqualTo(Cordon.LEFT_BEHIND);
  }

  @Test
  void shouldBeOfOthersWhenNothingMarksItForOurs() {
    // When // Then
    assertThat(seen(node(true, Map.of()))).isEqualTo(Cordon.OF_OTHERS);
  }

  @Test
  void shouldBeOfOthersWhenAPersonTookTheMarkAwayToKeepIt() {
    // When // Then
    assertThat(seen(node(true, Map.of(BootcApi.CORDONED_SINCE, SINCE))))
        .isEqualTo(Cordon.OF_OTHERS);
  }

  @Test
  void shouldBeLiftedWhenOnlyTheMarkOfTheSlotIsThere() {
    // When // Then
    assertThat(seen(node(false, marks(SINCE)))).isEqualTo(Cordon.LIFTED);
  }

  @Test
  void shouldBeNoneWhenTheMarkOfAnEarlierSlotIsThereWithoutACordon() {
    // When // Then
    assertThat(seen(node(false, marks(EARLIER)))).isEqualTo(Cordon.NONE);
  }

  private Cordon seen(Node node) {
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(new ObjectMetaBuilder().withName("node-1").withAnnotations(slot).build());
    String image = "registry.example.com/os/node@sha256:" + "b".repeat(64);
    bootcNode.setSpec(new BootcNodeSpec(image, DesiredImageState.STAGED, null, null, null, null));
    return SeenNodes.of(bootcNode, node).cordon();
  }

  private static Map<String, String> marks(String since) {
    return Map.of(BootcApi.CORDONED_BY, "pool", BootcApi.CORDONED_SINCE, since);
  }

  private static Node node(boolean cordoned, Map<String, String> annotations) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-1")
        .withUid("uid-1")
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withUnschedulable(cordoned ? true : null)
        .endSpec()
        .build();
  }
}
