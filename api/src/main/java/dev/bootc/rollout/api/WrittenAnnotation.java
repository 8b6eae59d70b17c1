package dev.bootc.rollout.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An annotation that somebody wrote, and who: Kubernetes notes the owner of every field, so nobody
 * has to sign.
 *
 * @param by the field manager, such as {@code kubectl-annotate}; a plain word where it is not noted
 */
public record WrittenAnnotation(String value, String by) {
  private static final String NOBODY_KNOWS = "somebody";

  /** That annotation; empty where there is none. */
  public static Optional<WrittenAnnotation> of(HasMetadata object, String key) {
    return Optional.ofNullable(valueOn(object, key))
        .map(text -> new WrittenAnnotation(text, writer(object, key)));
  }

  /** What it says, whoever wrote it; absent where there is none. */
  public static @Nullable String valueOn(HasMetadata object, String key) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }

  private static String writer(HasMetadata object, String key) {
    List<ManagedFieldsEntry> entries =
        Objects.requireNonNullElse(object.getMetadata().getManagedFields(), List.of());
    return entries.stream()
        .filter(entry -> owns(entry, key))
        .map(ManagedFieldsEntry::getManager)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(NOBODY_KNOWS);
  }

  private static boolean owns(ManagedFieldsEntry entry, String key) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:metadata")
            instanceof Map<?, ?> metadata
        && metadata.get("f:annotations") instanceof Map<?, ?> annotations
        && annotations.containsKey("f:" + key);
  }
}
