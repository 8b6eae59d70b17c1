package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.WatchEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiServerConnectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node.bootc.dev/v1alpha1 | BootcNode | io.fabric8.kubernetes.api.model.GenericKubernetesResource",
        "v1                      | Status    | io.fabric8.kubernetes.api.model.Status"
      })
  void shouldReadAWatchEventAsItsKindWhenTheServerSendsOne(
      String version, String kind, Class<?> type) {
    // Given
    String event =
        """
        {"type":"ERROR","object":{"apiVersion":"%s","kind":"%s","metadata":{"resourceVersion":"7"},"code":410}}
        """
            .formatted(version, kind);

    // When
    WatchEvent read = ApiServerConnection.serialization().unmarshal(event, WatchEvent.class);

    // Then
    assertThat(read.getObject()).isInstanceOf(type);
  }
}
