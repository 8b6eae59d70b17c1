package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenField;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.plan.Pause;
import java.time.Instant;
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
    return WrittenField.ofSpec(pool, "rollout", "paused")
        .map(written -> new Pause(written.by(), REASON, written.at().orElse(Instant.EPOCH)))
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

  private static Instant created(BootcNodePool pool) {
    return WrittenTime.read(pool.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
  }
}
