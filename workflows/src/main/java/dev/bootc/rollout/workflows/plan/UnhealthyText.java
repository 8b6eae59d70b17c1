package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.Verdict;
import java.time.Instant;

/** What speaks against a node that halts a rollout, in words. */
final class UnhealthyText {
  private UnhealthyText() {}

  static String failed(NodeView node, Verdict verdict) {
    return Wording.brief(NodeReports.failureText(node, verdict)) + ", since " + verdict.since();
  }

  static String degraded(NodeView holder) {
    NodeView.Slot slot = holder.slot();
    String since =
        slot == null || slot.since() == null ? "" : ", in its slot since " + slot.since();
    return Wording.brief(Wording.withDetail("degraded", holder.stateDetail())) + since;
  }

  static String notReady(Situation situation, NodeView holder) {
    if (holder.readiness() == NodeView.Readiness.UNKNOWN) {
      return "runs the target, but its Node does not say whether it is Ready";
    }
    Instant since = holder.notReadySince();
    String what = situation.runsTarget(holder) ? "runs the target, but is not Ready" : "not Ready";
    return what + (since == null ? "" : " since " + since);
  }
}
