package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import java.time.Duration;
import java.time.Instant;

/** When a pool is looked at again although nothing is heard of it. Pure. */
final class NextLook {
  static final Duration SOON = Duration.ofMillis(300);

  /** An empty Temporal is noticed within this time and the gateway's own. */
  private static final Duration WHILE_ROLLING = Duration.ofSeconds(5);

  static final Duration WITHOUT_TEMPORAL = Duration.ofSeconds(2);

  /** Whoever refuses an object is asked again, and not pressed. */
  private static final Duration AFTER_REFUSALS = Duration.ofSeconds(10);

  private static final Duration AT_REST = Duration.ofMinutes(1);

  private NextLook() {}

  static Duration after(CheckedSpec spec, Roster roster, FollowAnswer following, Instant now) {
    if (roster.leaving() > 0) {
      return SOON;
    }
    Duration pause = after(following);
    Duration patient = roster.refused().isEmpty() ? pause : least(pause, AFTER_REFUSALS);
    return spec.tag()
        .map(TagStanding::next)
        .map(next -> least(patient, positive(Duration.between(now, next))))
        .orElse(patient);
  }

  static Duration after(FollowAnswer following) {
    return switch (following) {
      case FollowAnswer.AskAgain again -> again.after();
      case FollowAnswer.Unreachable _ -> WITHOUT_TEMPORAL;
      case FollowAnswer.Followed _,
          FollowAnswer.Refused _,
          FollowAnswer.Stalled _,
          FollowAnswer.Withheld _ ->
          WHILE_ROLLING;
      case FollowAnswer.NotNeeded _, FollowAnswer.Cancelled _ -> AT_REST;
    };
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** A question that is under way wakes whoever wants the answer: no need to look all the time. */
  private static Duration positive(Duration pause) {
    return pause.isPositive() ? pause : WHILE_ROLLING;
  }
}
