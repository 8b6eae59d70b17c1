package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrittenAnnotationTest {
  @Test
  void shouldNameTheFieldManagerWhenKubernetesNotedIt() {
    // Given
    BootcNodePool pool = pool(entry("helm", "other"), entry("kubectl-annotate", "key"));

    // When
    Optional<WrittenAnnotation> written = WrittenAnnotation.of(pool, "key");

    // Then
    assertThat(written).contains(new WrittenAnnotation("value", "kubectl-annotate"));
    assertThat(written.orElseThrow().signature()).isEqualTo("field manager kubectl-annotate");
    assertThat(WrittenAnnotation.writtenBefore(pool, "key"))
        .hasValue(Instant.parse("2026-01-01T12:00:00Z"));
  }

  @Test
  void shouldNameWhoWroteItLastWhenSeveralOwnIt() {
    // Given
    BootcNodePool pool =
        pool(
            entry("argocd", "2026-01-01T09:00:00Z", "key"),
            entry("kubectl-annotate", "2026-01-01T12:00:00Z", "key"),
            entry("helm", "2026-01-01T10:00:00Z", "key"));

    // When
    Optional<WrittenAnnotation> written = WrittenAnnotation.of(pool, "key");

    // Then
    assertThat(written).contains(new WrittenAnnotation("value", "kubectl-annotate"));
    assertThat(WrittenAnnotation.writtenBefore(pool, "key"))
        .as("the same one's time")
        .hasValue(Instant.parse("2026-01-01T12:00:00Z"));
  }

  @Test
  void shouldSaySomebodyWhenNobodyIsNoted() {
    // Given
    BootcNodePool pool = pool(entry("helm", "other"));

    // When
    Optional<WrittenAnnotation> written = WrittenAnnotation.of(pool, "key");

    // Then
    assertThat(written).contains(new WrittenAnnotation("value", "somebody"));
    assertThat(written.orElseThrow().signature()).isEqualTo("somebody");
    assertThat(WrittenAnnotation.writtenBefore(pool, "key")).isEmpty();
  }

  @Test
  void shouldBeAbsentWhenItWasNotWritten() {
    // When
    Optional<WrittenAnnotation> written = WrittenAnnotation.of(pool(), "another");

    // Then
    assertThat(written).isEmpty();
  }

  private static BootcNodePool pool(ManagedFieldsEntry... entries) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(
        new ObjectMetaBuilder()
            .withName("workers")
            .addToAnnotations("key", "value")
            .withManagedFields(List.of(entries))
            .build());
    return pool;
  }

  private static ManagedFieldsEntry entry(String manager, String annotation) {
    return entry(manager, "2026-01-01T12:00:00Z", annotation);
  }

  private static ManagedFieldsEntry entry(String manager, String time, String annotation) {
    FieldsV1 fields = new FieldsV1();
    fields.setAdditionalProperty(
        "f:metadata", Map.of("f:annotations", Map.of("f:" + annotation, Map.of())));
    ManagedFieldsEntry entry = new ManagedFieldsEntry();
    entry.setManager(manager);
    entry.setTime(time);
    entry.setFieldsV1(fields);
    return entry;
  }
}
