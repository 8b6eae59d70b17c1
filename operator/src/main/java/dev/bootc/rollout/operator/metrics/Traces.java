package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is written on a BootcNode about its update, as far as the next state of it needs that to
 * tell what has just happened. Pure.
 *
 * @param approvedAt when its reboot was approved; absent without an approval
 * @param verdict of its last attempt; absent before the first
 * @param stagingSeen since when it was seen to stage; absent where it does not
 */
record Traces(
    @Nullable Instant approvedAt, @Nullable Verdict verdict, @Nullable Instant stagingSeen) {

  /** What anybody may edit may say that it took longer than a clock can count. */
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Part of an update that takes time. */
  enum Step {
    STAGE,
    DRAIN,
    REBOOT,
    NODE
  }

  /** Something that has just happened. */
  sealed interface Event {
    /** A part of an update is over. */
    record Took(Step step, Duration time) implements Event {}

    /** An attempt has ended. */
    record Ended(Verdict.Outcome outcome) implements Event {}
  }

  /**
   * @param before absent where it is seen for the first time: what is told then happened before
   */
  static Traces of(BootcNode node, @Nullable Traces before, Instant now) {
    boolean stages = NodeState.of(node) == NodeState.STAGING;
    Instant seen = before == null ? null : before.stagingSeen();
    return new Traces(
        NodeFacts.approvedAt(node).orElse(null),
        NodeFacts.verdict(node).orElse(null),
        stages && before != null ? Optional.ofNullable(seen).orElse(now) : null);
  }

  /** What has happened since. */
  List<Event> until(Traces after, BootcNode node, Instant now) {
    List<Event> events = new ArrayList<>();
    if (stagingSeen != null && NodeState.of(node) == NodeState.STAGED) {
      events.add(new Event.Took(Step.STAGE, Duration.between(stagingSeen, now)));
    }
    Instant approved = after.approvedAt();
    if (approved != null && !approved.equals(approvedAt)) {
      NodeFacts.slotSince(node)
          .ifPresent(
              since -> events.add(new Event.Took(Step.DRAIN, Duration.between(since, approved))));
    }
    Verdict ended = after.verdict();
    if (ended != null && isNew(ended)) {
      events.add(new Event.Ended(ended.outcome()));
      if (!ended.isFailure()) {
        ended(ended, events);
      }
    }
    events.removeIf(event ->
        event instanceof Event.Took(Step _, Duration time)
            && (time.isNegative() || time.compareTo(LONGEST) > 0));
    return events;
  }

  /** One that a host took back, and which stands again, is none. */
  private boolean isNew(Verdict ended) {
    return verdict == null
        || !(ended.since().equals(verdict.since())
            && (ended.outcome() == verdict.outcome() || !ended.isFailure()));
  }

  private void ended(Verdict ended, List<Event> events) {
    Instant approved = approvedAt;
    if (approved != null) {
      ended
          .time()
          .ifPresent(
              end -> events.add(new Event.Took(Step.REBOOT, Duration.between(approved, end))));
    }
    if (ended.tookMillis() != null) {
      events.add(new Event.Took(Step.NODE, Duration.ofMillis(ended.tookMillis())));
    }
  }

  /** Its pool, by which it is counted. */
  static String pool(BootcNode node) {
    return ClusterCache.poolOf(node).orElse("");
  }
}
