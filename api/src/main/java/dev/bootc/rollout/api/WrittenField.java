package dev.bootc.rollout.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who wrote a field last, and when, as Kubernetes notes it: nobody has to sign. The name is one
 * that the client gives itself and proves nothing.
 *
 * <p>Whoever writes the same again owns the field as well. So the latest of the owners is the one
 * that wanted it last; in what order Kubernetes lists them says nothing.
 *
 * @param by the field manager, such as {@code kubectl-edit}
 * @param at when it wrote last, also where that was about another field of its own; empty where not
 *     noted
 */
public record WrittenField(String by, Optional<Instant> at) {
  /**
   * Of a field of the spec; empty where nobody is noted.
   *
   * @param path to it in the spec: {@code "image", "ref"}
   */
  public static Optional<WrittenField> ofSpec(HasMetadata object, String... path) {
    return of(object, Stream.concat(Stream.of("spec"), Stream.of(path)).toList());
  }

  /** Of an annotation; empty where nobody is noted. */
  public static Optional<WrittenField> ofAnnotation(HasMetadata object, String key) {
    return of(object, annotation(key));
  }

  /** Whether that entry is about that annotation. */
  public static boolean ownsAnnotation(ManagedFieldsEntry entry, String key) {
    return owns(entry, annotation(key));
  }

  private static List<String> annotation(String key) {
    return List.of("metadata", "annotations", key);
  }

  private static Optional<WrittenField> of(HasMetadata object, List<String> path) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> entry.getManager() != null && owns(entry, path))
        .map(entry -> new WrittenField(entry.getManager(), WrittenTime.read(entry.getTime())))
        .max(Comparator.comparing(written -> written.at().orElse(Instant.EPOCH)));
  }

  private static boolean owns(ManagedFieldsEntry entry, List<String> path) {
    if (entry.getFieldsV1() == null) {
      return false;
    }
    Object fields = entry.getFieldsV1().getAdditionalProperties();
    for (String name : path) {
      fields = fields instanceof Map<?, ?> inner ? inner.get("f:" + name) : null;
    }
    return fields != null;
  }
}
