package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.node.NodeLooks.Sight;
import dev.bootc.rollout.workflows.node.GateWatch;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.ReadyWatch;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import java.time.Instant;

/** Holds updated nodes in their slots until they were Ready for long enough and all gates hold. */
final class NodeGates {
  private final NodeWrites writes;
  private final GateQuestions questions;

  NodeGates(NodeWrites writes, GateQuestions questions) {
    this.writes = writes;
    this.questions = questions;
  }

  /** For one wait. */
  Watch watch(NodeRef ref) {
    return new Watch(ref);
  }

  /** What was seen of one node so far. */
  final class Watch {
    private final NodeRef ref;
    private final ReadyWatch ready = new ReadyWatch();
    private final GateWatch gates = new GateWatch();
    private final GateNote note = new GateNote(writes);

    private Watch(NodeRef ref) {
      this.ref = ref;
    }

    /** Judges a look, and writes down which gate does not hold. */
    UpdateJudgement judged(Sight sight, PoolWish pool, Instant now) {
      SeenNode seen = sight.seen();
      UpdateJudgement latest = ready.after(UpdateJudgement.of(seen, pool, now), seen, pool, now);
      UpdateJudgement judged =
          gates.after(latest, seen, pool, gate -> questions.ask(gate, ref), now);
      if (judged instanceof UpdateJudgement.Gated gated) {
        note.offer(sight.bootcNode(), gated.mark(), seen.isWantedAgain(), now);
      }
      return judged;
    }
  }
}
