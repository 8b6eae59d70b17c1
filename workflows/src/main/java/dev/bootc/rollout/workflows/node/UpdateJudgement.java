package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges a node in its slot by what is seen of it.
 *
 * <p>Success is claimed only for: a new boot since the approval (where a boot ID was recorded), the
 * desired image booted, the agent not degraded, the Node Ready. A node that went down by itself
 * before its approval and came up with the image, which its agent said later, needs no second boot:
 * it counts once what is seen of its Node cannot be old any more.
 */
public sealed interface UpdateJudgement {

  /** What was seen, in words. */
  String message();

  /**
   * The update succeeded.
   *
   * @param inNewBoot whether the Node shows a boot of after the approval; otherwise its image, but
   *     not yet its being Ready, is known to be of the present boot
   */
  record Updated(boolean inNewBoot, String message) implements UpdateJudgement {}

  /**
   * It runs its image and is healthy, but has not been for long enough: see {@link ReadyWatch}.
   *
   * @param left how long nothing may go wrong yet
   */
  record Watched(Duration left, String message) implements UpdateJudgement {}

  /**
   * It was in order for long enough, and a gate of its pool does not hold: see {@link GateWatch}.
   *
   * @param mark as it is to be on the BootcNode
   * @param left until the gate is asked again
   */
  record Gated(GateMark mark, Duration left, String message) implements UpdateJudgement {}

  /** The node is asked for another image, or the approval was taken back. */
  record Retargeted(String message) implements UpdateJudgement {}

  /**
   * It failed, and somebody wants another attempt: the approval is to be taken back, so that the
   * node stages, is drained and approved anew.
   */
  record WantedAgain(String message) implements UpdateJudgement {}

  /** The attempt failed. */
  record Failed(Verdict.Outcome outcome, String message) implements UpdateJudgement {}

  /**
   * Looks like the wrong image, unless the agent's report is merely old: judge again after a while.
   */
  record Suspect(String message) implements UpdateJudgement {}

  /** Not yet decided. */
  record Waiting(String message) implements UpdateJudgement {}

  /** Judges one look, whatever was seen before. */
  static UpdateJudgement of(SeenNode node, PoolWish pool, Instant now) {
    boolean upToDate = node.state() == NodeState.UP_TO_DATE;
    boolean newBoot = pool.softReboot() || node.bootedAnew();
    // While it goes down, all that is reported is from before.
    if (upToDate && !node.rebooting() && node.ready()) {
      return new Updated(
          newBoot || !node.approved(), "runs " + node.desiredImage() + ", Node is Ready");
    }
    if (!upToDate && !node.approvedForDesired()) {
      // An attempt that failed is not repeated, however often its image is asked for.
      return node.failureAtDesired().isPresent()
          ? new Waiting("failed at what it is asked for again: " + seen(node, newBoot))
          : new Retargeted("another image is asked for, or the approval was revoked");
    }
    if (node.isWantedAgain()) {
      return upToDate || node.rebooting()
          ? new Waiting("somebody wants another attempt; " + seen(node, newBoot))
          : new WantedAgain("failed, and somebody wants another attempt");
    }
    if (node.state() == NodeState.DEGRADED) {
      // The outcome's own word says already whose words these are.
      String why = node.agentSays().isBlank() ? "it does not say why" : node.agentSays();
      return new Failed(Verdict.Outcome.AGENT_DEGRADED, why);
    }
    if (isTooLate(node, pool.rebootTimeout(), now)) {
      return new Failed(
          Verdict.Outcome.NOT_BACK,
          "not back within rebootTimeoutSeconds %d: %s; approved at %s"
              .formatted(
                  Objects.requireNonNull(pool.rebootTimeout()).toSeconds(),
                  seen(node, newBoot),
                  node.approval().at()));
    }
    return node.provenNewBoot() && node.ready() && !upToDate && !node.rebooting()
        ? new Suspect("booted anew, but runs " + booted(node) + " instead of the approved image")
        : new Waiting(seen(node, newBoot));
  }

  private static boolean isTooLate(SeenNode node, @Nullable Duration timeout, Instant now) {
    Instant approvedAt = node.approval().at();
    return timeout != null && approvedAt != null && now.isAfter(approvedAt.plus(timeout));
  }

  private static String booted(SeenNode node) {
    return node.bootedDigest().isEmpty() ? "an unreported image" : node.bootedDigest();
  }

  private static String seen(SeenNode node, boolean newBoot) {
    return "%s, Node %s, agent: %s%s"
        .formatted(
            newBoot ? "booted anew" : "not rebooted yet",
            node.ready() ? "Ready" : "not Ready",
            node.state(),
            node.agentSays().isBlank() ? "" : " (" + node.agentSays() + ")");
  }
}
