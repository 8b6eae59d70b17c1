package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.PullSecret;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.workflows.plan.NextAction;
import dev.bootc.rollout.workflows.plan.Obstacle;
import dev.bootc.rollout.workflows.plan.Thing;
import dev.bootc.rollout.workflows.plan.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is in the way of a pool: what only the operator knows, before what its rollout says. The one
 * place where both meet, and {@code status.blockedBy} has no other writer.
 */
final class PoolObstacles {
  private final String pool;
  private final List<Obstacle> found = new ArrayList<>();

  private PoolObstacles(String pool) {
    this.pool = pool;
  }

  /**
   * Weightiest first, what the operator knows before the rest: without Temporal, or with a spec
   * that is refused, the rest is what was true before.
   *
   * @param rollout to the digest that the pool asks for; absent where nothing was said of it yet
   */
  static List<BlockedBy> of(
      BootcNodePool pool,
      CheckedSpec spec,
      Roster roster,
      FollowAnswer following,
      @Nullable RolloutStatus rollout,
      Instant now) {
    if (following instanceof FollowAnswer.Withheld) {
      // Definitions that are too old may lack this very list. A condition says so.
      return List.of();
    }
    PoolObstacles obstacles = new PoolObstacles(pool.getMetadata().getName());
    obstacles.ofSpec(spec);
    obstacles.ofRun(following, rollout).ifPresent(obstacles.found::add);
    obstacles.ofMembers(roster);
    List<BlockedBy> ofRollout =
        rollout == null
            ? List.of()
            : rollout.blockedBy().stream().filter(entry -> !entry.isOfTheOperator()).toList();
    BootcNodePoolStatus before = NodePoolStatusFactory.previous(pool);
    return Obstacle.dated(
        Obstacle.together(Obstacle.listed(obstacles.found), ofRollout), before.blockedBy(), now);
  }

  private void ofSpec(CheckedSpec spec) {
    switch (spec) {
      case CheckedSpec.Refused(String _, String message) ->
          found.add(ofPool(Kind.INVALID_SPEC, Thing.pool(pool), message));
      case CheckedSpec.Unresolved unresolved -> ofTag(unresolved);
      case CheckedSpec.Valid valid -> {
        ofTag(valid);
        ofUndone(valid);
        ofSecret(valid);
      }
    }
  }

  /** One that is being asked for the first time is none: that goes on by itself. */
  private void ofTag(CheckedSpec spec) {
    spec.tag()
        .map(TagStanding::problem)
        .ifPresent(problem -> found.add(ofPool(Kind.TAG_NOT_RESOLVED, Thing.pool(pool), problem)));
  }

  private void ofUndone(CheckedSpec.Valid spec) {
    Undo undo = spec.target().undo();
    if (undo != null) {
      found.add(ofPool(Kind.ROLLED_BACK, Thing.pool(pool), undo.text(pool)));
    }
  }

  private void ofSecret(CheckedSpec.Valid spec) {
    PullSecret secret = spec.pullSecret();
    if (secret != null && spec.secretProblem() != null) {
      Thing thing = new Thing("Secret", secret.ref().namespace(), secret.ref().name());
      found.add(ofPool(Kind.SECRET_MISSING, thing, spec.secretProblem()));
    }
  }

  private Optional<Obstacle> ofRun(FollowAnswer following, @Nullable RolloutStatus rollout) {
    return switch (following) {
      case FollowAnswer.Followed _,
          FollowAnswer.NotNeeded _,
          FollowAnswer.AskAgain _,
          FollowAnswer.Withheld _ ->
          Optional.empty();
      case FollowAnswer.Cancelled _ ->
          Optional.of(
              ofPool(
                  Kind.CANCELLED,
                  Thing.pool(pool),
                  UpToDate.whoCancelled(rollout)
                      + "; any change of the spec begins it anew as well"));
      case FollowAnswer.Refused(String why) ->
          Optional.of(ofPool(Kind.SPEC_NOT_TAKEN, Thing.pool(pool), why));
      case FollowAnswer.Unreachable(Instant _, String why) ->
          Optional.of(
              ofPool(Kind.TEMPORAL_UNAVAILABLE, new Thing("Temporal", "", "frontend"), why));
      case FollowAnswer.Stalled stalled ->
          Optional.of(
              ofPool(
                  kind(stalled.cause()),
                  new Thing("Workflow", "", stalled.workflowId()),
                  stalled.why()));
    };
  }

  private static Kind kind(FollowAnswer.Stalled.Cause cause) {
    return switch (cause) {
      case TASKS_FAIL -> Kind.WORKFLOW_STUCK;
      case NOBODY_CARRIES_IT_OUT -> Kind.NOBODY_PLANS;
    };
  }

  private void ofMembers(Roster roster) {
    roster
        .conflicts()
        .forEach(
            (node, owner) -> found.add(ofNode(Kind.CONFLICT, node, "is owned by pool " + owner)));
    roster.refused().forEach((node, why) -> found.add(ofNode(Kind.MEMBER_REFUSED, node, why)));
  }

  /** Its time is when it was seen first, which the status keeps. */
  private Obstacle ofPool(Kind kind, Thing object, String message) {
    return Obstacle.ofPool(kind, object, null, message, NextAction.of(kind, object, pool));
  }

  private Obstacle ofNode(Kind kind, String node, String message) {
    return Obstacle.ofNode(kind, node, null, message, pool);
  }
}
