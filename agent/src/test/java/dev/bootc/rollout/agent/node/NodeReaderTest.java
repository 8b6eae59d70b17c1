package dev.bootc.rollout.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.StagedImagePolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeReaderTest {
  private final KubernetesSerialization serialization =
      new KubernetesSerialization(new ObjectMapper(), false);
  private final NodeReader reader = new NodeReader(serialization);

  @Test
  void shouldReadTheSpecAndIgnoreFieldsOfANewerVersion() {
    // Given
    GenericKubernetesResource sent =
        sent("desiredImageState: Booted, stagedImage: AppliedByAnyReboot, colour: blue", "{}");

    // When
    NodeReading reading = reader.read(sent);

    // Then
    assertThat(reading.unreadable()).isEmpty();
    assertThat(reading.node().getMetadata().getName()).isEqualTo("w1");
    assertThat(reading.node().getSpec().desiredImageState()).isEqualTo(DesiredImageState.BOOTED);
    assertThat(reading.node().getSpec().stagedImage())
        .isEqualTo(StagedImagePolicy.APPLIED_BY_ANY_REBOOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "desiredImageState|Rebased",
        "rebootPolicy|KexecOnly",
        "stagedImage|Sometimes",
      })
  void shouldNameTheValueWhenItIsOfANewerVersion(String field, String value) {
    // Given
    GenericKubernetesResource sent = sent(field + ": " + value, "{}");

    // When
    NodeReading reading = reader.read(sent);

    // Then
    assertThat(reading.unreadable().orElseThrow())
        .contains("spec." + field)
        .contains("\"" + value + "\"")
        .contains("update the agent");
    assertThat(reading.node().getMetadata().getUid()).isEqualTo("uid-1");
  }

  @Test
  void shouldNameTheFieldWhenItIsOfAnotherType() {
    // Given
    GenericKubernetesResource sent = sent("pullSecretRef: [1]", "{}");

    // When
    NodeReading reading = reader.read(sent);

    // Then
    assertThat(reading.unreadable().orElseThrow()).contains("spec.pullSecretRef");
  }

  @Test
  void shouldTakeTheStatusForNoneWhenItIsNotUnderstood() {
    // Given
    GenericKubernetesResource sent = sent("desiredImageState: Staged", "{conditions: 7}");

    // When
    NodeReading reading = reader.read(sent);

    // Then
    assertThat(reading.unreadable()).isEmpty();
    assertThat(reading.node().getStatus()).isNull();
  }

  private GenericKubernetesResource sent(String spec, String status) {
    return serialization.unmarshal(
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNode
        metadata: {name: w1, uid: uid-1}
        spec: {desiredImage: a, %s}
        status: %s
        """
            .formatted(spec, status),
        GenericKubernetesResource.class);
  }
}
