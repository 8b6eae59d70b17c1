package dev.bootc.rollout.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissedNewsTest {
  private final MissedNews missed = new MissedNews();

  @Test
  void shouldGoByWhatTheServerHasUntilTheWatchTellsMore() {
    // Given
    Optional<GenericKubernetesResource> told = node("10", 1);
    Optional<GenericKubernetesResource> asked = node("20", 2);

    // When
    boolean differ = missed.differ(told, asked);

    // Then
    assertThat(differ).isTrue();
    assertThat(missed.or(told)).isEqualTo(asked);
    assertThat(missed.or(node("5", 3))).isEqualTo(node("5", 3));
  }

  @Test
  void shouldGoByTheWatchWhenOnlyTheStatusDiffers() {
    // Given
    Optional<GenericKubernetesResource> told = node("10", 1);

    // When
    boolean differ = missed.differ(told, node("20", 1));

    // Then
    assertThat(differ).isFalse();
    assertThat(missed.or(told)).isEqualTo(told);
  }

  @Test
  void shouldKnowOfNoneWhenItIsGoneAndTheWatchDidNotTell() {
    // Given
    Optional<GenericKubernetesResource> told = node("10", 1);

    // When
    boolean differ = missed.differ(told, Optional.empty());

    // Then
    assertThat(differ).isTrue();
    assertThat(missed.or(told)).isEmpty();
  }

  private static Optional<GenericKubernetesResource> node(String version, long generation) {
    GenericKubernetesResource node = new GenericKubernetesResource();
    node.setMetadata(
        new ObjectMetaBuilder()
            .withName("worker")
            .withUid("a")
            .withResourceVersion(version)
            .withGeneration(generation)
            .build());
    return Optional.of(node);
  }
}
