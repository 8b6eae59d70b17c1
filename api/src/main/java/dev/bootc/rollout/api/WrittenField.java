package dev.bootc.rollout.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who wrote a field of a spec last, and when, as Kubernetes notes it: nobody has to sign. The name
 * is one that the client gives itself and proves nothing.
 *
 * @param by the field manager, such as {@code kubectl-edit}
 * @param at when it wrote last, also where that was about another field of its own; empty where not
 *     noted
 */
public record WrittenField(String by, Optional<Instant> at) {
  /**
   * The latest of those that own it, since whoever writes the same again owns it as well; empty
   * where nobody is noted.
   *
   * @param path to it in the spec: {@code "image", "ref"}
   */
  public static Optional<WrittenField> ofSpec(HasMetadata object, String... path) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> entry.getManager() != null && owns(entry, path))
        .map(entry -> new WrittenField(entry.getManager(), WrittenTime.read(entry.getTime())))
        .max(Comparator.comparing(written -> written.at().orElse(Instant.EPOCH)));
  }

  private static boolean owns(ManagedFieldsEntry entry, String... path) {
    if (entry.getFieldsV1() == null) {
      return false;
    }
    Object fields = entry.getFieldsV1().getAdditionalProperties().get("f:spec");
    for (String name : path) {
      fields = fields instanceof Map<?, ?> inner ? inner.get("f:" + name) : null;
    }
    return fields != null;
  }
}
