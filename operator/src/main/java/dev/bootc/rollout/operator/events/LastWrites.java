package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.WrittenTime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * When fields were written last, as Kubernetes notes it for their owners: whatever they say came to
 * be so then or before.
 */
final class LastWrites {
  private LastWrites() {}

  /** That owner's of the status. */
  static Optional<Instant> ofStatus(HasMetadata object, String manager) {
    return latest(
        object,
        entry -> manager.equals(entry.getManager()) && "status".equals(entry.getSubresource()));
  }

  /** Whoever owns that field of the spec. */
  static Optional<Instant> ofSpec(HasMetadata object, String... path) {
    return latest(object, entry -> owns(entry, path));
  }

  private static Optional<Instant> latest(HasMetadata object, Predicate<ManagedFieldsEntry> which) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(which)
        .flatMap(entry -> WrittenTime.read(entry.getTime()).stream())
        .max(Comparator.naturalOrder());
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
