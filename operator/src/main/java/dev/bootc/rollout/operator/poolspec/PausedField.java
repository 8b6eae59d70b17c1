package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.plan.Pause;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads who set {@code spec.rollout.paused}, and when. Kubernetes notes the owner of every field,
 * so nobody has to sign the pause.
 */
final class PausedField {
  /** The reason of a pause by field, which tells it from one by signal. */
  private static final String REASON = RolloutSpec.PAUSED_FIELD;

  private PausedField() {}

  static Optional<Pause> of(BootcNodePool pool) {
    if (pool.getSpec().rollout() == null
        || !Boolean.TRUE.equals(pool.getSpec().rollout().paused())) {
      return Optional.empty();
    }
    List<ManagedFieldsEntry> entries =
        Objects.requireNonNullElse(pool.getMetadata().getManagedFields(), List.of());
    return entries.stream()
        .filter(PausedField::ownsIt)
        .max(Comparator.comparing(PausedField::time))
        .map(entry -> new Pause(entry.getManager(), REASON, time(entry)))
        .or(() -> Optional.of(new Pause(REASON, REASON, created(pool))))
        .map(pause -> knownBefore(pool, pause).orElse(pause));
  }

  /** Kubernetes notes when the manager wrote last, also where that was about something else. */
  private static Optional<Pause> knownBefore(BootcNodePool pool, Pause pause) {
    RolloutStatus status = RolloutStatus.on(pool).orElse(null);
    if (status == null
        || !pause.by().equals(status.pausedBy())
        || !REASON.equals(status.pausedReason())) {
      return Optional.empty();
    }
    return WrittenTime.read(status.pausedSince())
        .map(since -> new Pause(pause.by(), REASON, since));
  }

  private static boolean ownsIt(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.get("f:rollout") instanceof Map<?, ?> rollout
        && rollout.containsKey("f:paused");
  }

  private static Instant time(ManagedFieldsEntry entry) {
    return WrittenTime.read(entry.getTime()).orElse(Instant.EPOCH);
  }

  private static Instant created(BootcNodePool pool) {
    return WrittenTime.read(pool.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
  }
}
