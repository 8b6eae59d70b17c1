package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.workflows.text.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the condition Degraded says. The strongest trouble gives the reason; the message names the
 * weaker ones too, so that nothing hides behind another.
 */
record Health(boolean degraded, String reason, String message) {
  private static final int NAMED = 10;

  private record Trouble(String reason, String message) {}

  static Health of(
      CheckedSpec spec, Roster roster, List<MemberView> seen, @Nullable RolloutStatus rollout) {
    // Strongest first.
    List<Trouble> troubles = new ArrayList<>();
    switch (spec) {
      case CheckedSpec.Refused(String reason, String message) ->
          troubles.add(new Trouble(reason, message));
      case CheckedSpec.Unresolved unresolved -> addProblemOfTag(unresolved, troubles);
      case CheckedSpec.Valid valid -> {
        addProblemOfTag(valid, troubles);
        if (valid.secretProblem() != null) {
          troubles.add(new Trouble(PoolConditions.SECRET_ERROR, valid.secretProblem()));
        }
      }
    }
    if (rollout != null && RolloutPhase.HALTED.text().equals(rollout.phase())) {
      troubles.add(new Trouble(PoolConditions.ROLLOUT_HALTED, halted(rollout)));
    }
    if (!roster.conflicts().isEmpty()) {
      troubles.add(new Trouble(PoolConditions.NODE_CONFLICT, conflicts(roster.conflicts())));
    }
    List<String> failing = new ArrayList<>(failing(seen, rollout));
    roster.refused().forEach((node, why) -> failing.add(node + " " + why));
    if (!failing.isEmpty()) {
      troubles.add(new Trouble(PoolConditions.NODE_DEGRADED, named(failing)));
    }
    if (troubles.isEmpty()) {
      return new Health(false, PoolConditions.HEALTHY, "");
    }
    String message =
        troubles.stream().map(Trouble::message).collect(Collectors.joining("; also: "));
    return new Health(true, troubles.getFirst().reason(), message);
  }

  Health and(String more) {
    return new Health(degraded, reason, message + more);
  }

  private static void addProblemOfTag(CheckedSpec spec, List<Trouble> troubles) {
    spec.tag()
        .map(TagStanding::problem)
        .ifPresent(
            problem -> troubles.add(new Trouble(PoolConditions.TAG_RESOLUTION_ERROR, problem)));
  }

  private static String halted(RolloutStatus rollout) {
    return rollout.message() == null ? "slot holders are unhealthy" : rollout.message();
  }

  private static String conflicts(SortedMap<String, String> conflicts) {
    return named(
        conflicts.entrySet().stream()
            .map(conflict ->
                "node " + conflict.getKey() + " is owned by pool " + conflict.getValue())
            .toList());
  }

  /** Nodes whose attempt failed say how; the others what is wrong with them. */
  private static List<String> failing(List<MemberView> seen, @Nullable RolloutStatus rollout) {
    List<RolloutStatus.NodeProgress> failed = rollout == null ? List.of() : rollout.failed();
    List<String> told = failed.stream().map(RolloutStatus.NodeProgress::node).toList();
    return Stream.concat(
            failed.stream().map(node -> node.node() + ": " + node.state()),
            seen.stream()
                .filter(member -> !told.contains(member.name()))
                .flatMap(member -> member.trouble().map(why -> member.name() + why).stream()))
        .toList();
  }

  /** All of them, or the first and how many more. */
  static String named(List<String> all) {
    return Listed.first(NAMED, ", ", all);
  }
}
