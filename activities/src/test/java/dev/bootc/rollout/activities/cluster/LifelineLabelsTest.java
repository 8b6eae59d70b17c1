package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifelineLabelsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.kubernetes.io/part-of=bootc-rollout app.kubernetes.io/component=operator | true",
        "app.kubernetes.io/part-of=bootc-rollout app.kubernetes.io/component=temporal | true",
        "app.kubernetes.io/part-of=bootc-rollout app.kubernetes.io/component=agent | false",
        "app.kubernetes.io/part-of=bootc-rollout | false",
        "app.kubernetes.io/part-of=shop app.kubernetes.io/component=operator | false",
        "bootc.dev/lifeline= | true",
        "bootc.dev/lifeline=database app=postgres | true",
      })
  void shouldKnowAPodByItsLabelsAsTheSelectorsDo(String labels, boolean ours) {
    // Given
    Pod pod = podWith(labels);

    // When
    boolean known = LifelineLabels.areOn(pod);

    // Then
    assertThat(known).isEqualTo(ours);
  }

  @Test
  void shouldSelectByTheSameLabels() {
    assertThat(LifelineLabels.selectors())
        .containsExactly(
            "app.kubernetes.io/part-of=bootc-rollout,"
                + "app.kubernetes.io/component in (operator, temporal)",
            "bootc.dev/lifeline");
  }

  private static Pod podWith(String labels) {
    Map<String, String> all =
        Arrays.stream(labels.split(" "))
            .map(label -> label.split("=", 2))
            .collect(Collectors.toMap(label -> label[0], label -> label[1]));
    return new PodBuilder().withNewMetadata().withLabels(all).endMetadata().build();
  }
}
