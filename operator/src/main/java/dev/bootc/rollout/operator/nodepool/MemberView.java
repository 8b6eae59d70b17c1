package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member, seen from the pool's target.
 *
 * @param name of the Node and its BootcNode
 * @param state where it is on its way to the target
 * @param targeted whether its BootcNode asks for the target
 * @param inSlot whether it holds a reboot slot
 * @param failed how its attempt at the target failed; absent where it did not, or where the node
 *     runs the target all the same and was released
 * @param skipped whether somebody leaves it out of the rollout to the target
 */
public record MemberView(
    String name,
    NodeState state,
    boolean targeted,
    boolean inSlot,
    @Nullable String failed,
    boolean skipped) {

  /**
   * What members are measured by.
   *
   * @param rebootTimeout after which an approved node that is not back has failed; absent for never
   */
  public record Yardstick(ImageDigest target, @Nullable Duration rebootTimeout, Instant now) {
    /** With the pool's own timeout; 0 is none, as if nothing was said. */
    public static Yardstick of(BootcNodePool pool, ImageDigest target, Instant now) {
      return new Yardstick(
          target,
          Optional.ofNullable(pool.getSpec().rollout())
              .flatMap(limits -> Optional.ofNullable(limits.rebootTimeoutSeconds()))
              .filter(seconds -> seconds > 0)
              .map(Duration::ofSeconds)
              .orElse(null),
          now);
    }
  }

  public static MemberView of(BootcNode node, Yardstick yardstick) {
    ImageDigest target = yardstick.target();
    boolean targeted =
        ImageDigest.in(node.getSpec().desiredImage()).filter(target::equals).isPresent();
    boolean inSlot = NodeFacts.holdsSlot(node);
    NodeState state = targeted ? NodeState.of(node) : stateTowards(node, target);
    boolean skipped = NodeFacts.skip(node).filter(skip -> skip.isAbout(target.text())).isPresent();
    @Nullable String failed =
        !inSlot && (skipped || state == NodeState.UP_TO_DATE)
            ? null
            : failure(node, state, yardstick);
    return new MemberView(
        node.getMetadata().getName(),
        failed == null ? state : NodeState.DEGRADED,
        targeted,
        inSlot,
        failed,
        skipped);
  }

  /** What the agent does for another image says nothing about the target. */
  private static NodeState stateTowards(BootcNode node, ImageDigest target) {
    if (NodeState.of(node) == NodeState.DEGRADED) {
      return NodeState.DEGRADED;
    }
    return node.getStatus() != null
            && node.getStatus().booted() != null
            && node.getStatus().booted().is("@" + target.text())
        ? NodeState.UP_TO_DATE
        : NodeState.PENDING;
  }

  private static @Nullable String failure(BootcNode node, NodeState state, Yardstick yardstick) {
    return NodeFacts.verdict(node)
        .filter(Verdict::isFailure)
        .filter(verdict -> verdict.digest().equals(yardstick.target().text()))
        .map(verdict -> ": " + words(verdict.outcome()) + said(verdict))
        .or(() -> overdue(node, state, yardstick))
        .orElse(null);
  }

  private static String words(Verdict.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String said(Verdict verdict) {
    return verdict.message() == null ? "" : ", " + verdict.message();
  }

  /** Also while Temporal is away, where nobody gives a verdict. */
  private static Optional<String> overdue(BootcNode node, NodeState state, Yardstick yardstick) {
    Duration timeout = yardstick.rebootTimeout();
    if (timeout == null || !NodeFacts.approved(node) || state == NodeState.UP_TO_DATE) {
      return Optional.empty();
    }
    return NodeFacts.approvedAt(node)
        .filter(approved -> yardstick.now().isAfter(approved.plus(timeout)))
        .map(
            approved -> ": not back within " + timeout.toSeconds() + " s, approved at " + approved);
  }

  /** What is wrong with it, as the rest of a sentence that begins with its name. */
  Optional<String> trouble() {
    return failed == null && state == NodeState.DEGRADED
        ? Optional.of(" reports an error")
        : Optional.ofNullable(failed);
  }

  /** Whether a rollout still has something to do here. */
  boolean isUnsettled() {
    return !targeted || inSlot || (state != NodeState.UP_TO_DATE && !skipped);
  }
}
