package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.workflows.text.Listed;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a pool has come to. Pure but for its clock; never touches {@code status.rollout}. */
final class NodePoolStatusFactory {
  private static final int MENDED_LISTED = 10;
  private static final Set<String> OUR_CONDITIONS =
      Set.of(
          PoolConditions.UP_TO_DATE,
          PoolConditions.DEGRADED,
          OwnConditions.TEMPORAL_REACHABLE,
          OwnConditions.ROLLOUT_PROGRESSING,
          OwnConditions.MARKS_IN_ORDER);

  private final Clock clock;

  NodePoolStatusFactory(Clock clock) {
    this.clock = clock;
  }

  /** All but {@code rollout}, which has another writer. */
  BootcNodePoolStatus status(
      BootcNodePool pool, CheckedSpec spec, Roster roster, FollowAnswer following) {
    BootcNodePoolStatus before = previous(pool);
    String target = targetDigest(spec, before);
    if (target == null) {
      return neverTargeted(pool, before, spec, roster, following);
    }
    List<MemberView> seen = towards(pool, roster, target);
    MemberCounts counts = MemberCounts.of(seen);
    RolloutStatus rollout = rolloutTo(target, before.rollout()).orElse(null);
    String deployed = counts.allUpdated() ? target : before.deployedDigest();
    return new BootcNodePoolStatus(
        pool.getMetadata().getGeneration(),
        target,
        deployed,
        !target.equals(deployed),
        nextResolution(spec),
        counts.total(),
        counts.updated(),
        counts.updating(),
        counts.in(NodeState.DEGRADED),
        conditions(
            new Transition(pool, before, clock.instant()),
            UpToDate.of(counts, roster, spec, rollout, following)
                .and(WayBack.whyNotHeard(pool, spec))
                .and(CancelByWord.answer(pool)),
            Health.of(spec, roster, seen, rollout).and(WayBack.whyNotTaken(pool, spec, rollout)),
            following,
            roster.mended()),
        null,
        TargetOrigin.resolvedRef(spec, before),
        PoolObstacles.of(pool, spec, roster, following, rollout, clock.instant()),
        WayBack.deployedImage(spec, counts, before),
        WayBack.undone(spec, before),
        TargetOrigin.since(target, before, clock.instant()),
        WayBack.deployedBefore(spec, counts, before));
  }

  /** Whole seconds, as the definition asks for. */
  private static @Nullable String nextResolution(CheckedSpec spec) {
    return spec.tag()
        .map(TagStanding::next)
        .map(next -> next.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse(null);
  }

  List<MemberView> towards(BootcNodePool pool, Roster roster, String target) {
    MemberView.Yardstick yardstick =
        MemberView.Yardstick.of(pool, new ImageDigest(target), clock.instant());
    return roster.bootcNodes().stream().map(node -> MemberView.of(node, yardstick)).toList();
  }

  static BootcNodePoolStatus previous(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }

  /** Whether nothing that this operator writes differs; what others write does not count. */
  static boolean saysTheSame(BootcNodePoolStatus one, BootcNodePoolStatus other) {
    return ours(one).equals(ours(other));
  }

  private static BootcNodePoolStatus ours(BootcNodePoolStatus status) {
    return new BootcNodePoolStatus(
        status.observedGeneration(),
        status.targetDigest(),
        status.deployedDigest(),
        status.updateAvailable(),
        status.nextTagResolutionTime(),
        status.nodeCount(),
        status.updatedCount(),
        status.updatingCount(),
        status.degradedCount(),
        status.conditions().stream()
            .filter(condition -> OUR_CONDITIONS.contains(condition.type()))
            .sorted(Comparator.comparing(Condition::type))
            .toList(),
        null,
        status.resolvedRef(),
        status.blockedBy(),
        status.deployedImage(),
        status.undone(),
        status.targetSince(),
        status.deployedBefore());
  }

  private record Transition(BootcNodePool pool, BootcNodePoolStatus before, Instant now) {
    Condition to(String type, boolean status, String reason, String message) {
      return Condition.of(
          before.conditions(),
          type,
          status,
          reason,
          message,
          pool.getMetadata().getGeneration(),
          now);
    }
  }

  private static @Nullable String targetDigest(CheckedSpec spec, BootcNodePoolStatus before) {
    return switch (spec) {
      case CheckedSpec.Valid valid -> valid.image().digest().text();
      case CheckedSpec.Refused _, CheckedSpec.Unresolved _ ->
          before.targetDigest() != null && ImageDigest.isValid(before.targetDigest())
              ? before.targetDigest()
              : null;
    };
  }

  /** There is nothing to be up to date with, so no word about it. */
  private BootcNodePoolStatus neverTargeted(
      BootcNodePool pool,
      BootcNodePoolStatus before,
      CheckedSpec spec,
      Roster roster,
      FollowAnswer following) {
    Health health = Health.of(spec, roster, List.of(), null);
    Condition degraded =
        new Transition(pool, before, clock.instant())
            .to(PoolConditions.DEGRADED, health.degraded(), health.reason(), health.message());
    return new BootcNodePoolStatus(
        pool.getMetadata().getGeneration(),
        null,
        null,
        null,
        nextResolution(spec),
        roster.bootcNodes().size(),
        0,
        0,
        0,
        List.of(degraded),
        null,
        null,
        PoolObstacles.of(pool, spec, roster, following, null, clock.instant()));
  }

  /** What is reported of an earlier target says nothing about this one. */
  private static Optional<RolloutStatus> rolloutTo(String target, @Nullable RolloutStatus rollout) {
    return Optional.ofNullable(rollout).filter(reported -> target.equals(reported.digest()));
  }

  private static List<Condition> conditions(
      Transition transition,
      UpToDate upToDate,
      Health health,
      FollowAnswer following,
      List<String> mended) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        transition.to(
            PoolConditions.UP_TO_DATE, upToDate.status(), upToDate.reason(), upToDate.message()));
    conditions.add(
        transition.to(
            PoolConditions.DEGRADED, health.degraded(), health.reason(), health.message()));
    trouble(transition, following).ifPresent(conditions::add);
    if (!mended.isEmpty()) {
      conditions.add(
          transition.to(
              OwnConditions.MARKS_IN_ORDER,
              false,
              OwnConditions.MENDED,
              Listed.first(MENDED_LISTED, "; ", mended)));
    }
    return List.copyOf(conditions);
  }

  private static Optional<Condition> trouble(Transition transition, FollowAnswer following) {
    return switch (following) {
      case FollowAnswer.Followed _,
          FollowAnswer.NotNeeded _,
          FollowAnswer.AskAgain _,
          FollowAnswer.Cancelled _,
          FollowAnswer.Refused _ ->
          Optional.empty();
      case FollowAnswer.Unreachable(Instant _, String why) ->
          Optional.of(
              transition.to(
                  OwnConditions.TEMPORAL_REACHABLE, false, OwnConditions.NOT_REACHABLE, why));
      case FollowAnswer.Withheld(String why) ->
          Optional.of(
              transition.to(
                  OwnConditions.ROLLOUT_PROGRESSING,
                  false,
                  OwnConditions.DEFINITIONS_TOO_OLD,
                  why));
      case FollowAnswer.Stalled(String _, FollowAnswer.Stalled.Cause cause, String why) ->
          Optional.of(transition.to(OwnConditions.ROLLOUT_PROGRESSING, false, reason(cause), why));
    };
  }

  private static String reason(FollowAnswer.Stalled.Cause cause) {
    return switch (cause) {
      case TASKS_FAIL -> OwnConditions.WORKFLOW_TASKS_FAIL;
      case NOBODY_CARRIES_IT_OUT -> OwnConditions.NOBODY_CARRIES_IT_OUT;
    };
  }
}
