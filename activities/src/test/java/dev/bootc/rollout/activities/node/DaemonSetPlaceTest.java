package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the controller of DaemonSets would have a pod. */
class DaemonSetPlaceTest {
  private static final Node NODE =
      Serialization.unmarshal(
          """
          apiVersion: v1
          kind: Node
          metadata:
            name: worker-1
            labels: {disk: ssd, cores: "8"}
          spec:
            taints:
              - {key: node.kubernetes.io/unschedulable, effect: NoSchedule}
              - {key: team, value: shop, effect: NoExecute}
              - {key: slow, effect: PreferNoSchedule}
          """,
          Node.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {operator: Exists} | true
          {key: team, operator: Exists} | true
          {key: team, value: shop} | true
          {key: team, value: shop, effect: NoExecute} | true
          {key: team, value: shop, effect: NoSchedule} | false
          {key: team, value: other} | false
          {key: slow, operator: Exists} | false
          """)
  void shouldBelongThereOnlyWhenItToleratesTheTaintsOfTheNode(String toleration, boolean belongs) {
    // When
    boolean isOn = DaemonSetPlace.isOn(set("tolerations: [" + toleration + "]"), NODE);

    // Then
    assertThat(isOn).isEqualTo(belongs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {matchExpressions: [{key: disk, operator: In, values: [ssd]}]} | true
          {matchExpressions: [{key: disk, operator: NotIn, values: [ssd]}]} | false
          {matchExpressions: [{key: gpu, operator: DoesNotExist}]} | true
          {matchExpressions: [{key: cores, operator: Gt, values: ["7"]}]} | true
          {matchExpressions: [{key: cores, operator: Lt, values: ["8"]}]} | false
          {matchExpressions: [{key: disk, operator: Gt, values: ["7"]}]} | false
          {matchFields: [{key: metadata.name, operator: In, values: [worker-1]}]} | true
          {matchFields: [{key: metadata.name, operator: In, values: [worker-2]}]} | false
          {} | false
          {}, {matchExpressions: [{key: disk, operator: Exists}]} | true
          """)
  void shouldBelongThereOnlyWhenOneOfItsTermsHolds(String terms, boolean belongs) {
    // When
    String affinity =
        "nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [%s]}}"
            .formatted(terms);
    boolean isOn =
        DaemonSetPlace.isOn(
            set("tolerations: [{operator: Exists}], affinity: {" + affinity + "}"), NODE);

    // Then
    assertThat(isOn).isEqualTo(belongs);
  }

  @ParameterizedTest
  @CsvSource({"ssd, true", "hdd, false"})
  void shouldBelongThereOnlyWhenItsSelectorHolds(String disk, boolean belongs) {
    // When
    boolean isOn =
        DaemonSetPlace.isOn(
            set("tolerations: [{operator: Exists}], nodeSelector: {disk: " + disk + "}"), NODE);

    // Then
    assertThat(isOn).isEqualTo(belongs);
  }

  private static DaemonSet set(String podSpec) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec: {template: {spec: {%s}}}
        """
            .formatted(podSpec),
        DaemonSet.class);
  }
}
