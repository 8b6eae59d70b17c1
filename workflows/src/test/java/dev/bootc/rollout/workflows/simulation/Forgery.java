package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a wait that nobody has looked at the cluster for: Temporal takes one from whoever
 * reaches it. A short step is answered inside the workflow task, where no stranger comes between.
 */
final class Forgery {
  private static final String DIGEST = Images.digest(1);

  private Forgery() {}

  static Optional<NodeAnswer> of(NodeUpdate state, Random random) {
    List<NodeAnswer> all = all(state);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static List<NodeAnswer> all(NodeUpdate state) {
    return switch (state) {
      case NodeUpdate.Drain _ ->
          List.of(
              new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.DRAINED, DIGEST, "forged"),
              new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.TIMED_OUT, DIGEST, "forged"),
              new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.GONE, "", "forged"));
      case NodeUpdate.AwaitStaged _ ->
          List.of(new NodeAnswer.Staged(NodeAnswer.Staged.Outcome.READY, DIGEST, "forged"));
      case NodeUpdate.AwaitUpdate _ ->
          List.of(
              update(NodeAnswer.Update.Outcome.UPDATED, null),
              update(NodeAnswer.Update.Outcome.RETARGETED, null),
              update(NodeAnswer.Update.Outcome.FAILED, Verdict.Outcome.NOT_BACK),
              update(NodeAnswer.Update.Outcome.FAILED, Verdict.Outcome.CANCELLED));
      case NodeUpdate.AwaitRecovery _ ->
          List.of(
              new NodeAnswer.Recovery(NodeAnswer.Recovery.Outcome.UPDATED, DIGEST, "forged"),
              new NodeAnswer.Recovery(NodeAnswer.Recovery.Outcome.RETARGETED, DIGEST, "forged"));
      case NodeUpdate.TakeSlot _ -> List.of();
      case NodeUpdate.Approve _ -> List.of();
      case NodeUpdate.RecordFailure _ -> List.of();
      case NodeUpdate.Release _ -> List.of();
      case NodeUpdate.Over _ -> List.of();
    };
  }

  private static NodeAnswer update(
      NodeAnswer.Update.Outcome outcome, Verdict.@Nullable Outcome verdict) {
    return new NodeAnswer.Update(outcome, verdict, DIGEST, "forged");
  }
}
