package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.NodeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Members by their state. */
record MemberCounts(int total, Map<NodeState, Integer> byState) {

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
    return new MemberCounts(members.size(), byState);
  }

  int in(NodeState state) {
    return byState.getOrDefault(state, 0);
  }

  int updated() {
    return in(NodeState.UP_TO_DATE);
  }

  /** As the contract counts them; pending nodes are neither updated nor updating. */
  int updating() {
    return in(NodeState.STAGING) + in(NodeState.STAGED) + in(NodeState.REBOOTING);
  }

  boolean allUpdated() {
    return updated() == total;
  }

  /** As in {@code 5/10 updated; 2 staging, 2 staged, 1 rebooting}. */
  String text() {
    StringJoiner others = new StringJoiner(", ", "; ", "").setEmptyValue("");
    SHOWN.stream()
        .filter(state -> in(state) > 0)
        .forEach(state -> others.add(in(state) + " " + state.name().toLowerCase(Locale.ROOT)));
    return updated() + "/" + total + " updated" + others;
  }
}
