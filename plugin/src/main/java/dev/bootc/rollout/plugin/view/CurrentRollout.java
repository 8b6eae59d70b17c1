package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said of the rollout that the pool wants. Operator and rollout write the status one after
 * the other, so for a moment what the rollout says is about what was wanted before.
 */
final class CurrentRollout {
  /** As the message of a rollout has it. */
  private static final Pattern UPDATED =
      Pattern.compile("(?:^|; )([0-9]{1,6})/([0-9]{1,6}) updated(?:;|$)");

  private CurrentRollout() {}

  /** Empty where what stands there is of an earlier one. */
  static Optional<RolloutStatus> of(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    return status == null
        ? Optional.empty()
        : Optional.ofNullable(status.rollout())
            .filter(rollout -> !isOfAnotherImage(rollout, status))
            .filter(rollout -> !isCompletionOfEarlierSpec(rollout, pool));
  }

  private static boolean isOfAnotherImage(RolloutStatus rollout, BootcNodePoolStatus status) {
    return rollout.digest() != null
        && status.targetDigest() != null
        && !rollout.digest().equals(status.targetDigest());
  }

  /** One that asks for no rollout stays completed: every node runs the image as before. */
  private static boolean isCompletionOfEarlierSpec(RolloutStatus rollout, BootcNodePool pool) {
    Long generation = pool.getMetadata().getGeneration();
    return RolloutPhase.COMPLETED.text().equals(rollout.phase())
        && generation != null
        && rollout.generation() != null
        && rollout.generation() < generation
        && Condition.find(pool.getStatus().conditions(), PoolConditions.UP_TO_DATE)
            .filter(Condition::isTrue)
            .isEmpty();
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
