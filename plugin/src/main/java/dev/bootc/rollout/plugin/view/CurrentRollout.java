package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of the rollout that the pool wants. Operator and rollout write the status one after
 * the other, so for a moment what the rollout says is about what was wanted before.
 */
public final class CurrentRollout {
  /** As the message of a rollout has it. */
  private static final Pattern UPDATED =
      Pattern.compile("(?:^|; )([0-9]{1,6})/([0-9]{1,6}) updated(?:;|$)");

  private CurrentRollout() {}

  /** Empty where what stands there is of an earlier one; one that goes on takes the spec yet. */
  static Optional<RolloutStatus> of(BootcNodePool pool) {
    return RolloutStatus.on(pool)
        .filter(rollout ->
            isEnded(rollout)
                ? isOfThisSpec(pool, rollout)
                : !isOfAnotherImage(pool, rollout) && !isOvertaken(pool));
  }

  /** By the operator, who has seen the last node out of its slot: the end is yet to be said. */
  private static boolean isOvertaken(BootcNodePool pool) {
    return PoolView.isObserved(pool)
        && PoolConditions.upToDate(pool).filter(Condition::isTrue).isPresent();
  }

  private static boolean isEnded(RolloutStatus rollout) {
    return RolloutPhase.of(rollout.phase()).filter(RolloutPhase::isEnd).isPresent();
  }

  /** Whether it is what is said of the spec as it is. */
  public static boolean isOfThisSpec(BootcNodePool pool, RolloutStatus rollout) {
    Long generation = pool.getMetadata().getGeneration();
    boolean follows =
        generation == null || (rollout.generation() != null && rollout.generation() >= generation);
    return !isOfAnotherImage(pool, rollout) && (follows || lasts(pool, rollout));
  }

  private static boolean isOfAnotherImage(BootcNodePool pool, RolloutStatus rollout) {
    String target = pool.getStatus().targetDigest();
    return rollout.digest() != null && target != null && !rollout.digest().equals(target);
  }

  /**
   * Whether the end of an earlier spec's rollout is that of the spec as it is: the operator has
   * looked at it and begins no run, which would say so anew. A cancelled one is begun anew by any
   * change of the spec.
   */
  private static boolean lasts(BootcNodePool pool, RolloutStatus rollout) {
    return PoolView.isObserved(pool)
        && RolloutPhase.of(rollout.phase()).filter(end -> lasts(pool, end)).isPresent();
  }

  private static boolean lasts(BootcNodePool pool, RolloutPhase end) {
    Optional<Condition> upToDate = PoolConditions.upToDate(pool);
    return switch (end) {
      case COMPLETED -> upToDate.filter(Condition::isTrue).isPresent() || isDone(pool);
      case ROLLED_BACK ->
          upToDate.map(Condition::reason).equals(Optional.of(PoolConditions.ROLLED_BACK))
              || (isDone(pool) && Undone.insteadIn(pool).isPresent());
      case CANCELLED, SUPERSEDED, STAGING, ROLLING, PAUSED, WAITING_FOR_APPROVAL, HALTED, BLOCKED ->
          false;
    };
  }

  /** Whether every node but those that somebody skips runs what the spec as it is asks for. */
  public static boolean isDone(BootcNodePool pool) {
    return PoolView.isObserved(pool) && PoolConditions.isNothingLeft(pool);
  }

  /**
   * By the count of the message, in which a node that still holds its slot is in flight, so that
   * one line does not say two things.
   *
   * @param counted all that run the image
   */
  static int updated(Optional<RolloutStatus> current, int nodes, int counted) {
    String message = current.map(RolloutStatus::message).orElse("");
    Matcher said = UPDATED.matcher(message);
    while (said.find()) {
      if (Integer.parseInt(said.group(2)) == nodes) {
        return Math.min(counted, Integer.parseInt(said.group(1)));
      }
    }
    return counted;
  }
}
