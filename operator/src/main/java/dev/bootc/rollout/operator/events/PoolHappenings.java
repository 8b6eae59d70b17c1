package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a pool: its target, its rollout, what is wrong with it, what people have
 * said on it, and each thing that is in the way, under the word that {@code status.blockedBy} has
 * for it.
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
      Optional.ofNullable(status.rollout())
          .ifPresent(rollout -> happenings.rollout(status, rollout));
      happenings.degraded(status);
      status.blockedBy().forEach(entry -> happenings.inTheWay(entry, status.rollout()));
      PoolWords.on(pool, status).forEach(happenings.found::add);
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
          WrittenTime.read(status.targetSince()));
    }
  }

  private void rollout(BootcNodePoolStatus status, RolloutStatus rollout) {
    if (rollout.digest() == null) {
      return;
    }
    if (rollout.startedAt() != null) {
      add(
          EventReason.ROLLOUT_STARTED.text(),
          EventAction.ROLLOUT,
          "rollout of " + rollout.digest() + " started, workflow " + rollout.workflowId(),
          List.of(rollout.digest(), rollout.startedAt()),
          WrittenTime.read(rollout.startedAt()));
    }
    if (RolloutPhase.COMPLETED.text().equals(rollout.phase())) {
      add(
          EventReason.ROLLOUT_COMPLETED.text(),
          EventAction.ROLLOUT,
          "rollout of " + rollout.digest() + " completed, workflow " + rollout.workflowId(),
          List.of(rollout.digest(), Objects.requireNonNullElse(rollout.runId(), "")),
          completedAt(status));
    }
  }

  /** Its last word is the last that was written of it, until another begins. */
  private Optional<Instant> completedAt(BootcNodePoolStatus status) {
    return LastWrites.ofStatus(pool, BootcApi.ROLLOUT_FIELD_MANAGER)
        .or(() ->
            Condition.find(status.conditions(), PoolConditions.UP_TO_DATE)
                .filter(Condition::isTrue)
                .flatMap(condition -> WrittenTime.read(condition.lastTransitionTime())));
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
                trouble(status, condition),
                degradedSince(condition)));
  }

  /** The message of a halt counts nodes that come and go; who halts it is what makes another. */
  private static List<String> trouble(BootcNodePoolStatus status, Condition condition) {
    List<String> trouble = new ArrayList<>();
    trouble.add(condition.lastTransitionTime());
    if (!PoolConditions.ROLLOUT_HALTED.equals(condition.reason())) {
      trouble.add(condition.message());
      return trouble;
    }
    status.blockedBy().stream()
        .filter(entry -> Kind.HALTED.text().equals(entry.kind()))
        .flatMap(entry -> entry.nodes().stream())
        .sorted()
        .forEach(trouble::add);
    return trouble;
  }

  /**
   * The condition says since when something is wrong, and not since when it is this. The status was
   * written when that came to be so, and maybe again since.
   */
  private Optional<Instant> degradedSince(Condition condition) {
    return latest(
        WrittenTime.read(condition.lastTransitionTime()),
        LastWrites.ofStatus(pool, BootcApi.OPERATOR_FIELD_MANAGER));
  }

  /** What was so before the rollout began is in its way since then. */
  private void inTheWay(BlockedBy entry, @Nullable RolloutStatus rollout) {
    String since = Objects.requireNonNullElse(entry.since(), "");
    add(
        References.toThing(entry.object()).orElse(null),
        entry.knownKind().map(PoolHappenings::needsAPerson).orElse(true),
        entry.kind(),
        EventAction.ROLLOUT,
        entry.object() + ": " + entry.message() + "; next: " + entry.nextAction(),
        entry.isWhoeverIsAway() ? List.of(since) : List.of(entry.object(), since),
        latest(
            WrittenTime.read(since),
            Optional.ofNullable(rollout).flatMap(known -> WrittenTime.read(known.startedAt()))));
  }

  private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
    return Stream.concat(one.stream(), other.stream()).max(Comparator.naturalOrder());
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
