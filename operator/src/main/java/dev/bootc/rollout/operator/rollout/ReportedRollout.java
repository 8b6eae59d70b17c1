package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pool's {@code status.rollout}: all that is left of a rollout when Temporal lost its
 * history.
 *
 * @param status absent before the first rollout
 */
public record ReportedRollout(@Nullable RolloutStatus status) {

  /** Whether a run was open when this was written. */
  public boolean isOpen() {
    return phase().filter(phase -> !phase.isEnd()).isPresent();
  }

  /** Whether a run ended for the sake of the next one, which has not said anything yet. */
  public boolean hasSuccessor() {
    return phase().filter(RolloutPhase.SUPERSEDED::equals).isPresent();
  }

  /**
   * Whether that very run ended for the sake of the next one, and the cancel of it counts no more.
   */
  boolean wasLeftBehindBy(String runId) {
    return status != null && hasSuccessor() && runId.equals(status.runId());
  }

  /** Whether the rollout to that digest is over, and was not given up. */
  public boolean hasReached(ImageDigest digest) {
    return status != null
        && digest.text().equals(status.digest())
        && phase()
            .filter(phase -> phase == RolloutPhase.COMPLETED || phase == RolloutPhase.ROLLED_BACK)
            .isPresent();
  }

  /** Whether an open run followed exactly this target. */
  boolean follows(RolloutTarget target) {
    return isOpen() && isOf(target);
  }

  /** Whether somebody cancelled the rollout to this target. */
  boolean isCancelled(RolloutTarget target) {
    return phase().filter(RolloutPhase.CANCELLED::equals).isPresent() && isOf(target);
  }

  boolean isOf(RolloutTarget target) {
    return status != null
        && target.digest().text().equals(status.digest())
        && Objects.equals(target.generation(), status.generation());
  }

  /** A pause by signal, which only the run and this status know of; the spec keeps its own. */
  Optional<Pause> pauseBySignal() {
    if (status == null
        || status.pausedBy() == null
        || RolloutSpec.PAUSED_FIELD.equals(status.pausedReason())) {
      return Optional.empty();
    }
    return Optional.of(
        new Pause(
            status.pausedBy(),
            Objects.requireNonNullElse(status.pausedReason(), ""),
            WrittenTime.read(status.pausedSince()).orElse(Instant.EPOCH)));
  }

  /** Nodes that held a slot when this was written. */
  List<RolloutStatus.NodeProgress> inFlight() {
    return status == null ? List.of() : status.inFlight();
  }

  private Optional<RolloutPhase> phase() {
    return Optional.ofNullable(status).flatMap(reported -> RolloutPhase.of(reported.phase()));
  }
}
