package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects with values of a newer version. */
class SalvagingReaderTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void shouldNameAValueOfANewerVersionAndReadTheRest() {
    // When
    BootcNodePool pool =
        pool(
            """
            {"nodeSelector":{"matchLabels":{"a":"b"}},"image":{"ref":"host/os:1"},
             "rollout":{"maxUnavailable":"10%","paused":true},
             "disruption":{"rebootPolicy":"LiveApply","stagedImage":"AppliedByAnyReboot"}}
            """);

    // Then
    assertThat(pool.unreadable())
        .containsExactly("spec.disruption.rebootPolicy: \"LiveApply\" is not known here");
    assertThat(pool.getMetadata().getName()).isEqualTo("future");
    assertThat(pool.getSpec().image().ref()).isEqualTo("host/os:1");
    assertThat(pool.getSpec().rollout()).extracting(RolloutSpec::paused).isEqualTo(true);
    assertThat(pool.getSpec().disruption())
        .isEqualTo(new DisruptionSpec(null, StagedImagePolicy.APPLIED_BY_ANY_REBOOT));
  }

  @Test
  void shouldNameEachWhenThereAreSeveral() {
    // When
    BootcNode node =
        node(
            """
            {"desiredImage":"a@b","desiredImageState":"Frozen","rebootPolicy":"LiveApply",
             "pullSecretRef":[]}
            """);

    // Then
    assertThat(node.unreadable())
        .containsExactlyInAnyOrder(
            "spec.desiredImageState: \"Frozen\" is not known here",
            "spec.rebootPolicy: \"LiveApply\" is not known here",
            "spec.pullSecretRef: [] is not known here");
    assertThat(node.getSpec().desiredImageState()).isEqualTo(DesiredImageState.STAGED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "7",
        "\"text\"",
        "{\"image\":[],\"nodeSelector\":7}",
        "{}",
        "{\"image\":{\"ref\":null}}"
      })
  void shouldReadSomethingThatAsksForNothingWhateverTheSpecIs(String spec) {
    // When
    BootcNodePool pool = pool(spec);
    BootcNode node = node(spec);

    // Then
    assertThat(pool.getMetadata().getName()).isEqualTo("future");
    assertThat(pool.getSpec().image().ref()).isIn("", "text");
    assertThat(node.getSpec().desiredImageState()).isEqualTo(DesiredImageState.STAGED);
  }

  @Test
  void shouldReadTheRestOfAStatusWhenAConditionIsNone() {
    // When
    BootcNode node =
        serialization.unmarshal(
            """
            {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNode","metadata":{"name":"w1"},
             "spec":{"desiredImage":"a@b","desiredImageState":"Staged"},
             "status":{"observedGeneration":"seven","booted":{"image":"i","imageDigest":"d"}}}
            """,
            BootcNode.class);

    // Then
    assertThat(node.unreadable()).isEmpty();
    assertThat(node.getStatus()).extracting(BootcNodeStatus::booted).isNotNull();
  }

  @Test
  void shouldKnowItsProblemsWhenItWasCopied() {
    // Given
    BootcNodePool pool =
        pool("{\"image\":{\"ref\":\"a\"},\"disruption\":{\"rebootPolicy\":\"LiveApply\"}}");

    // When
    BootcNodePool copy = serialization.clone(pool);

    // Then
    assertThat(copy.unreadable()).isEqualTo(pool.unreadable()).hasSize(1);
  }

  @Test
  void shouldReadAListWhenOneOfItIsOfANewerVersion() {
    // When
    List<BootcNodePool> pools =
        serialization
            .unmarshal(
                """
                {"kind":"BootcNodePoolList","apiVersion":"node.bootc.dev/v1alpha1","metadata":{},
                 "items":[{"metadata":{"name":"a"},"spec":{"disruption":{"rebootPolicy":"X"}}},
                          {"metadata":{"name":"b"},"spec":{"image":{"ref":"host/os:1"}}}]}
                """,
                BootcNodePoolList.class)
            .getItems();

    // Then
    assertThat(pools).extracting(pool -> pool.unreadable().size()).containsExactly(1, 0);
  }

  private BootcNodePool pool(String spec) {
    return serialization.unmarshal(json("BootcNodePool", spec), BootcNodePool.class);
  }

  private BootcNode node(String spec) {
    return serialization.unmarshal(json("BootcNode", spec), BootcNode.class);
  }

  private static String json(String kind, String spec) {
    return """
    {"apiVersion":"node.bootc.dev/v1alpha1","kind":"%s","metadata":{"name":"future"},"spec":%s}
    """
        .formatted(kind, spec);
  }

  /** As the client reads an answer to a list. */
  static final class BootcNodePoolList
      extends io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList<BootcNodePool> {
    private static final long serialVersionUID = 1L;
  }
}
