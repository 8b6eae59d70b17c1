package dev.bootc.rollout.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiServerComplaintTest {

  @Test
  void shouldNotBlameTheApiServerWhenAFileOfTheHostIsRefused() {
    // Given
    RuntimeException failure = new UncheckedIOException(new AccessDeniedException("/proc/1/root"));

    // When
    Optional<String> complaint = ApiServerComplaint.of(failure);

    // Then
    assertThat(complaint).isEmpty();
  }

  @Test
  void shouldBlameTheApiServerWhenARequestGotNoAnswer() {
    // Given
    RuntimeException failure =
        new KubernetesClientException("patch", new IOException("connection refused"));

    // When
    Optional<String> complaint = ApiServerComplaint.of(failure);

    // Then
    assertThat(complaint.orElseThrow()).startsWith("no answer").contains("connection refused");
  }

  @Test
  void shouldBlameTheApiServerForWhateverTheWatchThrows() {
    // Given
    IOException failure = new IOException("connection reset");

    // When
    Optional<String> complaint = ApiServerComplaint.ofWatch(failure);

    // Then
    assertThat(complaint.orElseThrow()).contains("connection reset");
  }
}
