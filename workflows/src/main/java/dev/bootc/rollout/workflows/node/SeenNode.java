package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of one node of a pool at one moment, on its BootcNode and on its Node. Enough to
 * decide every step of its update.
 *
 * @param desiredImage what its BootcNode asks for
 * @param approved whether the BootcNode asks to boot it
 * @param state effective state, relative to {@code desiredImage}
 * @param rebooting whether the agent says that it reboots
 * @param agentSays the agent's message; may be empty
 * @param bootedDigest what the agent reports as booted; empty where it reports nothing
 * @param slot present while it holds a slot
 * @param approval what was recorded with the latest approval
 * @param verdict how its last attempt ended, by what the node runs now
 * @param ready whether its Node is Ready
 * @param readySince when its Node says that this began, by another machine's clock; absent where it
 *     does not
 * @param cordon whose cordon is on its Node
 * @param bootId of its Node; an empty one proves nothing
 * @param skipped whether somebody leaves it out of the rollout of what it is asked for
 * @param failedInSlot the digest that it is marked to have failed at in this slot; absent where it
 *     has not
 * @param gate which gate of its pool does not hold, as it was written down
 */
public record SeenNode(
    String desiredImage,
    boolean approved,
    NodeState state,
    boolean rebooting,
    String agentSays,
    String bootedDigest,
    @Nullable Slot slot,
    Approval approval,
    @Nullable Verdict verdict,
    boolean ready,
    @Nullable Instant readySince,
    Cordon cordon,
    String bootId,
    boolean skipped,
    @Nullable String failedInSlot,
    @Nullable GateMark gate) {

  /** A node that nobody skips, that has not failed in its slot, and that no gate keeps back. */
  public SeenNode(
      String desiredImage,
      boolean approved,
      NodeState state,
      boolean rebooting,
      String agentSays,
      String bootedDigest,
      @Nullable Slot slot,
      Approval approval,
      @Nullable Verdict verdict,
      boolean ready,
      @Nullable Instant readySince,
      Cordon cordon,
      String bootId) {
    this(
        desiredImage,
        approved,
        state,
        rebooting,
        agentSays,
        bootedDigest,
        slot,
        approval,
        verdict,
        ready,
        readySince,
        cordon,
        bootId,
        false,
        null,
        null);
  }

  /**
   * A slot that is held.
   *
   * @param wasCordoned whether somebody else had cordoned the Node before
   */
  public record Slot(boolean wasCordoned) {}

  /**
   * What the approval left behind. A slot that the Go project approved has none of it.
   *
   * @param digest that may be booted
   * @param at when it was given
   * @param bootIdBefore the Node's boot ID then; empty where none was known
   */
  public record Approval(@Nullable String digest, @Nullable Instant at, String bootIdBefore) {
    public static final Approval NONE = new Approval(null, null, "");
  }

  /** Whose cordon is on a Node. */
  public enum Cordon {
    /** The Node is schedulable, and nothing says that the rollout made it anything else. */
    NONE,
    /** The rollout has cordoned it for this very slot, and keeps pods away. */
    OURS,
    /** The rollout had cordoned it for a slot that ended without lifting that. */
    LEFT_BEHIND,
    /** Somebody else has, and it is not for us to lift. */
    OF_OTHERS,
    /** The rollout had cordoned it for this very slot, and somebody has lifted that. */
    LIFTED
  }

  /** Whether it is unschedulable, by whomever. */
  public boolean cordoned() {
    return switch (cordon) {
      case OURS, LEFT_BEHIND, OF_OTHERS -> true;
      case NONE, LIFTED -> false;
    };
  }

  /**
   * Whether its slot has cordoned it. What an earlier one left behind proves nothing: the slot may
   * not have been counted, whoever sweeps may lift that cordon, and whoever lifts it by hand may
   * not mean this slot.
   */
  public boolean cordonedForItsSlot() {
    return cordon == Cordon.OURS;
  }

  /** Whether it is cordoned, and not by us. */
  public boolean cordonedByOthers() {
    return cordon == Cordon.OF_OTHERS;
  }

  /**
   * Whether somebody has lifted the cordon of its slot, and wants the node back by that. A cordon
   * from before the slot is no such thing: whoever lifts it has come to the end of something else.
   */
  boolean isWantedBack() {
    return cordon == Cordon.LIFTED && slot != null && !slot.wasCordoned();
  }

  /** The digest that the node is asked for. */
  public String desiredDigest() {
    return ImageDigest.in(desiredImage).map(ImageDigest::text).orElse("");
  }

  /** What an attempt that ends now was about: the digest approved, else the one asked for. */
  public String triedDigest() {
    return approval.digest() == null ? desiredDigest() : approval.digest();
  }

  /** Which gate of its pool does not hold, where that is about what the node is asked for. */
  Optional<GateMark> gateAtDesired() {
    return Optional.ofNullable(gate).filter(mark -> mark.digest().equals(desiredDigest()));
  }

  /** Whether a gate has said no for too long, as far as that is written down. */
  boolean hasFailedAGate() {
    return gateAtDesired().filter(mark -> mark.state() == GateMark.State.FAILED).isPresent();
  }

  /** The failure of the node's one attempt at what it is asked for. */
  public Optional<Verdict> failureAtDesired() {
    return Verdict.failureAt(verdict, desiredDigest());
  }

  /** Whether a failure of the present attempt, or of one at the same digest, is written down. */
  public boolean isKnownToHaveFailed() {
    return Optional.ofNullable(verdict)
        .filter(Verdict::isFailure)
        .filter(failure -> failure.digest().equals(triedDigest()))
        .isPresent();
  }

  /**
   * Whether somebody wants another attempt of a node that failed in its slot: the failure was taken
   * away, and the mark of it was not.
   */
  public boolean isWantedAgain() {
    return approved
        && slot != null
        && triedDigest().equals(failedInSlot)
        && Verdict.failureAt(verdict, triedDigest()).isEmpty();
  }

  /**
   * Whether the approval holds for what the node is asked for. Without a recorded digest the state
   * alone is the approval, as in the Go project.
   */
  boolean approvedForDesired() {
    return approved && (approval.digest() == null || approval.digest().equals(desiredDigest()));
  }

  /** Whether nothing speaks against a new boot since the approval. */
  boolean bootedAnew() {
    return approval.bootIdBefore().isEmpty() || provenNewBoot();
  }

  boolean provenNewBoot() {
    return isAnotherBoot(approval.bootIdBefore());
  }

  /** An empty boot ID proves nothing, neither before nor now. */
  private boolean isAnotherBoot(String before) {
    return !before.isEmpty() && !bootId.isEmpty() && !before.equals(bootId);
  }
}
