package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One node of the pool as observed.
 *
 * @param name of the Node and of its BootcNode
 * @param desiredImage what its BootcNode asks for
 * @param state effective state, relative to {@code desiredImage}
 * @param stateDetail what the agent says of it; may be empty
 * @param readiness of the Node
 * @param notReadySince when it became not ready; absent while ready or where nobody said
 * @param cordoned whether it is unschedulable now, by whomever
 * @param controlPlane whether it carries a role label of the control plane or of etcd
 * @param slot present while it holds a reboot slot
 * @param verdict how its last attempt ended, by what the node runs now
 * @param place absent where the pool has no order of its own
 * @param times when what is seen began
 * @param leftOut present where a look before its drain has spoken against it
 * @param skip present where somebody wants it to be left out of the rollout of a digest
 * @param gate present where a gate of its pool does not hold, so that it keeps its slot
 */
public record NodeView(
    String name,
    String desiredImage,
    NodeState state,
    String stateDetail,
    Readiness readiness,
    @Nullable Instant notReadySince,
    boolean cordoned,
    boolean controlPlane,
    @Nullable Slot slot,
    @Nullable Verdict verdict,
    NodeOrder.@Nullable Place place,
    NodeTimes times,
    @Nullable LeftOut leftOut,
    @Nullable SkipMark skip,
    @Nullable GateMark gate) {

  /** The same node at that place. */
  public NodeView at(NodeOrder.@Nullable Place other) {
    return new NodeView(
        name,
        desiredImage,
        state,
        stateDetail,
        readiness,
        notReadySince,
        cordoned,
        controlPlane,
        slot,
        verdict,
        other,
        times,
        leftOut,
        skip,
        gate);
  }

  String zone() {
    return place == null ? "" : place.zone();
  }

  int group() {
    return place == null ? 0 : place.group();
  }

  /** What the Node's Ready condition says. */
  public enum Readiness {
    READY,
    /** It says so, or there is no Node to say anything. */
    NOT_READY,
    /** There is a Node without a Ready condition: it proves nothing, in either direction. */
    UNKNOWN
  }

  /**
   * A reboot slot.
   *
   * @param since when it was taken; absent on slots that the Go project took
   * @param approved whether the reboot was approved
   * @param waitsFor what keeps the node from being drained; may be empty
   */
  public record Slot(@Nullable Instant since, boolean approved, String waitsFor) {

    /** A slot that waits for nothing that was written down. */
    public Slot(@Nullable Instant since, boolean approved) {
      this(since, approved, "");
    }
  }

  /** Somebody else rebooted it while the target was staged, and it did not boot the target. */
  boolean wasRebootedInVain() {
    return state == NodeState.STAGED && stateDetail.contains(NodeConditions.PASSED_OVER);
  }

  public boolean holdsSlot() {
    return slot != null;
  }

  /** What keeps a node in its slot from being drained; empty where nothing does. */
  String drainWaitsFor() {
    return slot == null || slot.approved() ? "" : slot.waitsFor();
  }

  /** Unavailable by what is seen on the Node, whoever caused it. */
  public boolean seenUnavailable() {
    return readiness == Readiness.NOT_READY || cordoned;
  }
}
