package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.WrittenField;
import dev.bootc.rollout.api.WrittenTime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When fields were written last, as Kubernetes notes it for their owners: whatever they say came to
 * be so then or before.
 */
final class LastWrites {
  private LastWrites() {}

  /** That owner's of the status. */
  static Optional<Instant> ofStatus(HasMetadata object, String manager) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> manager.equals(entry.getManager()))
        .filter(entry -> "status".equals(entry.getSubresource()))
        .flatMap(entry -> WrittenTime.read(entry.getTime()).stream())
        .max(Comparator.naturalOrder());
  }

  /** Whoever owns that field of the spec. */
  static Optional<Instant> ofSpec(HasMetadata object, String... path) {
    return WrittenField.ofSpec(object, path).flatMap(WrittenField::at);
  }
}
