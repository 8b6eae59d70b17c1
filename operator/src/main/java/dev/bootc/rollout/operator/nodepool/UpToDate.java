package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.workflows.plan.Undo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the condition UpToDate says. */
record UpToDate(boolean status, String reason, String message) {

  static UpToDate of(
      MemberCounts counts,
      Roster roster,
      CheckedSpec spec,
      @Nullable RolloutStatus rollout,
      FollowAnswer following) {
    List<String> inSlots = inSlots(roster);
    if (counts.allUpdated() && !inSlots.isEmpty()) {
      // Whoever waits for the condition would go on while a node is cordoned, or not Ready.
      return new UpToDate(
          false,
          PoolConditions.ROLLOUT_IN_PROGRESS,
          counts.text()
              + "; still in its slot: "
              + Health.named(inSlots)
              + whyItStands(following, rollout));
    }
    if (counts.allUpdated()) {
      String updated = (counts.total() == 0 ? whyNoNodes(roster) : counts.text()) + leftOut(roster);
      return toWhat(spec, updated);
    }
    boolean paused =
        (spec instanceof CheckedSpec.Valid valid && valid.pause() != null)
            || (rollout != null && RolloutPhase.PAUSED.text().equals(rollout.phase()));
    return new UpToDate(
        false,
        paused ? PoolConditions.PAUSED : PoolConditions.ROLLOUT_IN_PROGRESS,
        counts.text()
            + leftOut(roster)
            + skipped(roster)
            + nothingLeft(counts, spec)
            + unapproved(rollout)
            + wayBack(spec)
            + whyItStands(following, rollout));
  }

  UpToDate and(String more) {
    return new UpToDate(status, reason, message + more);
  }

  private static String unapproved(@Nullable RolloutStatus rollout) {
    return rollout != null && RolloutPhase.WAITING_FOR_APPROVAL.text().equals(rollout.phase())
        ? "; waits for approval: " + ImageSource.APPROVED_FIELD
        : "";
  }

  private static String wayBack(CheckedSpec spec) {
    if (!(spec instanceof CheckedSpec.Valid valid)) {
      return "";
    }
    Undo undo = valid.target().undo();
    return undo == null ? "" : "; " + undo.text(valid.pool());
  }

  private static UpToDate toWhat(CheckedSpec spec, String updated) {
    return switch (spec) {
      case CheckedSpec.Valid valid when valid.goesBack() ->
          new UpToDate(false, PoolConditions.ROLLED_BACK, updated + wayBack(spec));
      case CheckedSpec.Valid _ -> new UpToDate(true, PoolConditions.ALL_UPDATED, updated);
      case CheckedSpec.Unresolved unresolved ->
          new UpToDate(
              false,
              PoolConditions.ROLLOUT_IN_PROGRESS,
              updated
                  + "; to what was asked before: what "
                  + unresolved.tagged().ref()
                  + " means is not known yet");
      // Whoever waits for the condition waits for what was asked last.
      case CheckedSpec.Refused refused ->
          new UpToDate(
              false,
              refused.reason(),
              updated + "; to what was asked before: the spec as it is now is not followed");
    };
  }

  private static String leftOut(Roster roster) {
    return roster.leftOut().isEmpty()
        ? ""
        : "; left out, since no bootc runs there: "
            + Health.named(
                roster.leftOut().entrySet().stream()
                    .map(node -> node.getKey() + " (" + node.getValue() + ")")
                    .toList());
  }

  private static String skipped(Roster roster) {
    List<String> skipped =
        roster.bootcNodes().stream()
            .filter(node -> NodeFacts.isSkipped(node) && NodeState.of(node) != NodeState.UP_TO_DATE)
            .map(node -> node.getMetadata().getName())
            .sorted()
            .toList();
    return skipped.isEmpty() ? "" : "; skipped by " + BootcApi.SKIP + ": " + Health.named(skipped);
  }

  /** Whoever waits for a rollout of the spec as it is would wait for ever. */
  private static String nothingLeft(MemberCounts counts, CheckedSpec spec) {
    return counts.settled() && spec instanceof CheckedSpec.Valid
        ? "; " + PoolConditions.NOTHING_LEFT
        : "";
  }

  private static String whyNoNodes(Roster roster) {
    int others = roster.conflicts().size();
    return others == 0
        ? "no node matches spec.nodeSelector"
        : "other pools own every node that matches spec.nodeSelector, " + others + " in all";
  }

  private static String whyItStands(FollowAnswer following, @Nullable RolloutStatus rollout) {
    return switch (following) {
      case FollowAnswer.Followed _, FollowAnswer.NotNeeded _, FollowAnswer.AskAgain _ -> "";
      case FollowAnswer.Cancelled _ -> "; " + whoCancelled(rollout);
      case FollowAnswer.Refused refused -> "; the rollout does not take the spec: " + refused.why();
      case FollowAnswer.Withheld(String why) -> "; nothing goes on: " + why;
      case FollowAnswer.Stalled stalled ->
          "; workflow " + stalled.workflowId() + " cannot go on: " + inWords(stalled.cause());
      case FollowAnswer.Unreachable unreachable ->
          "; no new node is touched: Temporal is not reachable since " + unreachable.since();
    };
  }

  private static String inWords(FollowAnswer.Stalled.Cause cause) {
    return switch (cause) {
      case TASKS_FAIL -> "its tasks fail";
      case NOBODY_CARRIES_IT_OUT -> "no operator carries out what it waits for";
    };
  }

  private static List<String> inSlots(Roster roster) {
    return roster.bootcNodes().stream()
        .filter(NodeFacts::holdsSlot)
        .map(node -> node.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Whoever reaches Temporal may cancel, so what is known of them is said wherever one looks. */
  static String whoCancelled(@Nullable RolloutStatus rollout) {
    return rollout == null || rollout.message() == null
        ? "this rollout was cancelled: it is not started again before the spec changes"
        : rollout.message();
  }
}
