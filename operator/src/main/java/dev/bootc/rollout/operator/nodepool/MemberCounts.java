package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.NodeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Members by their state.
 *
 * @param settled whether a rollout has nothing to do at any of them
 */
record MemberCounts(int total, Map<NodeState, Integer> byState, boolean settled) {

  /** In the order in which a node goes through them, after the ones that are done. */
  private static final List<NodeState> SHOWN =
      List.of(
          NodeState.PENDING,
          NodeState.STAGING,
          NodeState.STAGED,
          NodeState.REBOOTING,
          NodeState.DEGRADED);

  static MemberCounts of(List<MemberView> members) {
    Map<NodeState, Integer> byState = new EnumMap<>(NodeState.class);
    members.forEach(member -> byState.merge(member.state(), 1, Integer::sum));
    return new MemberCounts(
        members.size(), byState, members.stream().noneMatch(MemberView::isUnsettled));
  }

  int in(NodeState state) {
    return byState.getOrDefault(state, 0);
  }

  int updated() {
    return in(NodeState.UP_TO_DATE);
  }

  /** As the contract counts them: all that are on their way, or have to go it. */
  int updating() {
    return in(NodeState.PENDING)
        + in(NodeState.STAGING)
        + in(NodeState.STAGED)
        + in(NodeState.REBOOTING);
  }

  boolean allUpdated() {
    return updated() == total;
  }

  /**
   * As in {@code 3/10 updated; 1 pending, 2 staging, 2 staged, 1 rebooting, 1 degraded}: always all
   * of them, since programs read it too.
   */
  String text() {
    String others =
        SHOWN.stream()
            .map(state -> in(state) + " " + state.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return updated() + "/" + total + " updated; " + others;
  }
}
