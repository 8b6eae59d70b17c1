package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges an approved node by what is seen of it. Pure.
 *
 * <p>Success is claimed only for: a new boot since the approval (where a boot ID was recorded), the
 * desired image booted, the agent not degraded, the Node Ready.
 */
final class UpdateJudgement {

  /** What is seen. */
  sealed interface Judgement {
    /** The update succeeded. */
    record Updated(String message) implements Judgement {}

    /** The node is asked for another image, or the approval was taken back. */
    record Retargeted(String message) implements Judgement {}

    /** The attempt failed. */
    record Failed(Verdict.Outcome outcome, String message) implements Judgement {}

    /**
     * Looks like the wrong image, unless the agent's report is merely old: judge again after a
     * while.
     */
    record Suspect(String message) implements Judgement {}

    /** Not yet decided. */
    record Waiting(String message) implements Judgement {}
  }

  private UpdateJudgement() {}

  static Judgement of(
      BootcNode bootcNode,
      Node node,
      boolean softRebootAllowed,
      @Nullable Duration rebootTimeout,
      Instant now) {
    NodeState state = NodeState.of(bootcNode);
    boolean newBoot = softRebootAllowed || bootedAnew(bootcNode, node);
    boolean ready = NodeFacts.ready(node);
    if (state == NodeState.UP_TO_DATE && ready && (newBoot || !NodeFacts.approved(bootcNode))) {
      return new Judgement.Updated(
          "runs " + bootcNode.getSpec().desiredImage() + ", Node is Ready");
    }
    if (state != NodeState.UP_TO_DATE && !approvedForDesired(bootcNode)) {
      return new Judgement.Retargeted("another image is asked for, or the approval was revoked");
    }
    if (state == NodeState.DEGRADED) {
      return new Judgement.Failed(
          Verdict.Outcome.AGENT_DEGRADED, "the agent reports: " + NodeFacts.detail(bootcNode));
    }
    Instant approvedAt = NodeFacts.instant(bootcNode, BootcApi.APPROVED_AT);
    if (rebootTimeout != null
        && approvedAt != null
        && now.isAfter(approvedAt.plus(rebootTimeout))) {
      return new Judgement.Failed(
          Verdict.Outcome.NOT_BACK,
          "not back within rebootTimeoutSeconds %d: %s; approved at %s"
              .formatted(
                  rebootTimeout.toSeconds(), seen(state, newBoot, ready, bootcNode), approvedAt));
    }
    if (provenNewBoot(bootcNode, node)
        && ready
        && state != NodeState.UP_TO_DATE
        && !rebooting(bootcNode)) {
      return new Judgement.Suspect(
          "booted anew, but runs " + booted(bootcNode) + " instead of the approved image");
    }
    return new Judgement.Waiting(seen(state, newBoot, ready, bootcNode));
  }

  private static boolean bootedAnew(BootcNode bootcNode, Node node) {
    return NodeFacts.bootIdBefore(bootcNode).isEmpty() || provenNewBoot(bootcNode, node);
  }

  /** An empty boot ID proves nothing, neither before nor now. */
  private static boolean provenNewBoot(BootcNode bootcNode, Node node) {
    String before = NodeFacts.bootIdBefore(bootcNode);
    String now = NodeFacts.bootId(node);
    return !before.isEmpty() && !now.isEmpty() && !before.equals(now);
  }

  /**
   * A slot of the Go project carries no approved digest: there, the state alone is the approval.
   */
  private static boolean approvedForDesired(BootcNode bootcNode) {
    String approved = bootcNode.getMetadata().getAnnotations().get(BootcApi.APPROVED_DIGEST);
    return NodeFacts.approved(bootcNode)
        && (approved == null
            || ImageDigest.in(bootcNode.getSpec().desiredImage())
                .filter(digest -> digest.text().equals(approved))
                .isPresent());
  }

  private static boolean rebooting(BootcNode bootcNode) {
    return idle(bootcNode)
        .filter(condition -> condition.reason().equals(NodeConditions.REBOOTING))
        .isPresent();
  }

  private static Optional<Condition> idle(BootcNode bootcNode) {
    return bootcNode.getStatus() == null
        ? Optional.empty()
        : Condition.find(bootcNode.getStatus().conditions(), NodeConditions.IDLE);
  }

  private static String booted(BootcNode bootcNode) {
    return bootcNode.getStatus() == null || bootcNode.getStatus().booted() == null
        ? "an unreported image"
        : bootcNode.getStatus().booted().imageDigest();
  }

  private static String seen(NodeState state, boolean newBoot, boolean ready, BootcNode bootcNode) {
    String agent = NodeFacts.detail(bootcNode);
    return "%s, Node %s, agent: %s%s"
        .formatted(
            newBoot ? "booted anew" : "not rebooted yet",
            ready ? "Ready" : "not Ready",
            state,
            agent.isBlank() ? "" : " (" + agent + ")");
  }
}
