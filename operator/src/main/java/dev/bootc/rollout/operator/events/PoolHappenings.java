package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a pool: its target, its rollout, what is wrong with it, and each thing that
 * is in the way, under the word that {@code status.blockedBy} has for it.
 */
final class PoolHappenings {
  /** What a person has asked for, or what ends by itself, is no warning. */
  private static final Set<Kind> AS_ASKED_FOR =
      EnumSet.of(
          Kind.PAUSED,
          Kind.CANCELLED,
          Kind.DEPENDS_ON,
          Kind.WAITING_FOR_APPROVAL,
          Kind.SOAKING,
          Kind.WAITING_FOR_AGE,
          Kind.WAITING_FOR_WINDOW,
          Kind.BUDGET,
          Kind.CLUSTER_CAP,
          Kind.CONTROL_PLANE_TURN,
          Kind.OWN_BRAIN_LAST);

  private final BootcNodePool pool;
  private final List<Happening> found = new ArrayList<>();

  private PoolHappenings(BootcNodePool pool) {
    this.pool = pool;
  }

  static List<Happening> of(BootcNodePool pool) {
    PoolHappenings happenings = new PoolHappenings(pool);
    BootcNodePoolStatus status = pool.getStatus();
    if (status != null) {
      happenings.target(status);
      happenings.rollout(status);
      happenings.degraded(status);
      status.blockedBy().forEach(happenings::inTheWay);
    }
    return happenings.found;
  }

  private void target(BootcNodePoolStatus status) {
    if (status.targetDigest() != null && Boolean.TRUE.equals(status.updateAvailable())) {
      add(
          EventReason.IMAGE_UPDATE_AVAILABLE.text(),
          EventAction.RESOLVE_IMAGE,
          status.targetDigest() + " is what the pool asks for",
          List.of(status.targetDigest(), Objects.requireNonNullElse(status.targetSince(), "")),
          NodeFacts.instant(status.targetSince()));
    }
  }

  /** Once it is over its status does not say any more when it began, but which run it was. */
  private void rollout(BootcNodePoolStatus status) {
    RolloutStatus rollout = status.rollout();
    if (rollout == null || rollout.digest() == null) {
      return;
    }
    if (rollout.startedAt() != null) {
      add(
          EventReason.ROLLOUT_STARTED.text(),
          EventAction.ROLLOUT,
          "rollout of " + rollout.digest() + " started, workflow " + rollout.workflowId(),
          List.of(rollout.digest(), rollout.startedAt()),
          NodeFacts.instant(rollout.startedAt()));
    }
    if (RolloutPhase.COMPLETED.text().equals(rollout.phase())) {
      add(
          EventReason.ROLLOUT_COMPLETED.text(),
          EventAction.ROLLOUT,
          "rollout of " + rollout.digest() + " completed, workflow " + rollout.workflowId(),
          List.of(rollout.digest(), Objects.requireNonNullElse(rollout.runId(), "")),
          Condition.find(status.conditions(), PoolConditions.UP_TO_DATE)
              .flatMap(condition -> NodeFacts.instant(condition.lastTransitionTime())));
    }
  }

  private void degraded(BootcNodePoolStatus status) {
    Condition.find(status.conditions(), PoolConditions.DEGRADED)
        .filter(Condition::isTrue)
        .ifPresent(condition ->
            add(
                null,
                true,
                condition.reason(),
                EventAction.POOL_DEGRADED,
                condition.message(),
                List.of(condition.message()),
                NodeFacts.instant(condition.lastTransitionTime())));
  }

  private void inTheWay(BlockedBy entry) {
    add(
        References.toThing(entry.object()).orElse(null),
        entry.knownKind().map(PoolHappenings::needsAPerson).orElse(true),
        entry.kind(),
        EventAction.ROLLOUT,
        entry.object() + ": " + entry.message() + "; next: " + entry.nextAction(),
        List.of(entry.object(), Objects.requireNonNullElse(entry.since(), "")),
        NodeFacts.instant(entry.since()));
  }

  private static boolean needsAPerson(Kind kind) {
    return !AS_ASKED_FOR.contains(kind);
  }

  private void add(
      String reason,
      EventAction action,
      String note,
      List<String> identity,
      Optional<Instant> since) {
    add(null, false, reason, action, note, identity, since);
  }

  private void add(
      @Nullable ObjectReference related,
      boolean warning,
      String reason,
      EventAction action,
      String note,
      List<String> identity,
      Optional<Instant> since) {
    found.add(
        new Happening(
            References.to(pool), related, warning, reason, action, note, identity, since));
  }
}
