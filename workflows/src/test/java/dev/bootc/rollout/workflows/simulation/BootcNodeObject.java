package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.SeenNode.Approval;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A BootcNode as the API server or a cache has it at one moment.
 *
 * @param uid another object of the same name has another one
 * @param version grows with every write
 * @param report absent until the agent has written one
 * @param state as the product computes it
 */
record BootcNodeObject(
    int uid, int version, Spec spec, Marks marks, @Nullable Report report, NodeState state) {

  static BootcNodeObject created(int uid, String image) {
    Spec spec = new Spec(image, false, 1);
    return new BootcNodeObject(uid, 1, spec, Marks.NONE, null, state(spec, null));
  }

  /** What the node shall run. */
  record Spec(String desiredImage, boolean approved, int generation) {
    Spec asking(String image) {
      return new Spec(image, false, generation + 1);
    }

    Spec approving(boolean newApproved) {
      return newApproved == approved ? this : new Spec(desiredImage, newApproved, generation + 1);
    }

    String desiredDigest() {
      return Images.digestIn(desiredImage);
    }
  }

  /**
   * What the rollout has noted on it.
   *
   * @param nodeUid of the Node that this speaks of; 0 where nothing says so
   * @param revoked when the approval was taken back, unless it was given again
   * @param leftOut present where a look has shown that it can never be drained
   * @param skipped the digest whose rollout somebody leaves it out of
   * @param stagingSince when it was its turn to stage
   * @param failedInSlot the digest that it failed at in its slot, for as long as it is approved
   * @param gate which gate keeps it in its slot
   */
  record Marks(
      int nodeUid,
      @Nullable Slot slot,
      Approval approval,
      @Nullable Instant revoked,
      @Nullable Verdict verdict,
      @Nullable LeftOut leftOut,
      @Nullable String skipped,
      @Nullable Instant stagingSince,
      @Nullable String failedInSlot,
      @Nullable GateMark gate) {
    static final Marks NONE =
        new Marks(0, null, Approval.NONE, null, null, null, null, null, null, null);

    Marks of(int newNodeUid) {
      return new Marks(
          newNodeUid,
          slot,
          approval,
          revoked,
          verdict,
          leftOut,
          skipped,
          stagingSince,
          failedInSlot,
          gate);
    }

    Marks holding(@Nullable Slot newSlot) {
      return new Marks(
          nodeUid,
          newSlot,
          approval,
          newSlot == null ? null : revoked,
          verdict,
          leftOut,
          skipped,
          stagingSince,
          newSlot == null ? null : failedInSlot,
          newSlot == null ? null : gate);
    }

    Marks approving(Approval newApproval) {
      return new Marks(
          nodeUid, slot, newApproval, null, verdict, leftOut, skipped, stagingSince, null, null);
    }

    Marks revoking(@Nullable Instant at) {
      return new Marks(
          nodeUid, slot, Approval.NONE, at, verdict, leftOut, skipped, stagingSince, null, null);
    }

    Marks leavingOut(@Nullable LeftOut mark) {
      return new Marks(
          nodeUid,
          slot,
          approval,
          revoked,
          verdict,
          mark,
          skipped,
          stagingSince,
          failedInSlot,
          gate);
    }

    Marks judged(@Nullable Verdict newVerdict) {
      return new Marks(
          nodeUid,
          slot,
          approval,
          revoked,
          newVerdict,
          leftOut,
          skipped,
          stagingSince,
          failedInSlot,
          gate);
    }

    Marks skipping(@Nullable String digest) {
      return new Marks(
          nodeUid,
          slot,
          approval,
          revoked,
          verdict,
          leftOut,
          digest,
          stagingSince,
          failedInSlot,
          gate);
    }

    Marks inTurn(Instant since) {
      return new Marks(
          nodeUid, slot, approval, revoked, verdict, leftOut, skipped, since, failedInSlot, gate);
    }

    Marks failingInSlot(@Nullable String digest) {
      return new Marks(
          nodeUid, slot, approval, revoked, verdict, leftOut, skipped, stagingSince, digest, gate);
    }

    Marks gating(@Nullable GateMark mark) {
      return new Marks(
          nodeUid,
          slot,
          approval,
          revoked,
          verdict,
          leftOut,
          skipped,
          stagingSince,
          failedInSlot,
          mark);
    }

    boolean areOf(NodeObject node) {
      return nodeUid == 0 || nodeUid == node.uid();
    }
  }

  /**
   * A slot that is held.
   *
   * @param drain since when its node is drained, and for what
   */
  record Slot(Instant since, boolean wasCordoned, DrainSince drain) {
    Slot cordonedBefore(boolean cordoned) {
      return new Slot(since, cordoned, drain);
    }

    Slot draining(DrainSince newDrain) {
      return new Slot(since, wasCordoned, newDrain);
    }
  }

  /** What the agent says. */
  record Report(
      String booted, @Nullable String staged, String doing, String error, int observedGeneration) {
    Report saying(String newError) {
      return new Report(booted, staged, doing, newError, observedGeneration);
    }
  }

  BootcNodeObject with(Spec newSpec, Marks newMarks) {
    NodeState newState = newSpec.equals(spec) ? state : state(newSpec, report);
    return new BootcNodeObject(uid, version + 1, newSpec, newMarks, report, newState);
  }

  BootcNodeObject with(Report newReport) {
    return new BootcNodeObject(uid, version + 1, spec, marks, newReport, state(spec, newReport));
  }

  /** Whether the agent has read the spec as it is. */
  boolean heard() {
    return report != null && report.observedGeneration() >= spec.generation();
  }

  /** Whether the agent says that its host goes down. */
  boolean rebooting() {
    return report != null && report.doing().equals(NodeConditions.REBOOTING);
  }

  @Nullable Slot slot() {
    return marks.slot();
  }

  /** How its last attempt ended, by what it runs now: as the product computes it. */
  @Nullable Verdict verdict() {
    Verdict recorded = marks.verdict();
    return recorded == null
        ? null
        : recorded.seenOn(spec.desiredImage(), report == null ? null : image(report.booted()));
  }

  boolean isSkipped() {
    return spec.desiredDigest().equals(marks.skipped());
  }

  /** In its attempt, or after it by itself. */
  boolean failedAtDesired() {
    Verdict recorded = marks.verdict();
    boolean leftIt = report != null && !report.booted().equals(spec.desiredDigest());
    return recorded != null
        && recorded.digest().equals(spec.desiredDigest())
        && (recorded.isFailure() || leftIt);
  }

  private static NodeState state(Spec spec, @Nullable Report report) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setGeneration((long) spec.generation());
    BootcNode node = new BootcNode();
    node.setMetadata(metadata);
    node.setSpec(
        new BootcNodeSpec(
            spec.desiredImage(),
            spec.approved() ? DesiredImageState.BOOTED : DesiredImageState.STAGED,
            null,
            null,
            null,
            null));
    if (report != null) {
      node.setStatus(status(report));
    }
    return NodeState.of(node);
  }

  private static BootcNodeStatus status(Report report) {
    String staged = report.staged();
    boolean idle = report.doing().equals(NodeConditions.REASON_IDLE);
    boolean sick = !report.error().isEmpty();
    return new BootcNodeStatus(
        (long) report.observedGeneration(),
        image(report.booted()),
        staged == null ? null : image(staged),
        null,
        List.of(
            condition(NodeConditions.IDLE, idle, report.doing(), ""),
            condition(NodeConditions.DEGRADED, sick, "Simulated", report.error())));
  }

  private static ImageInfo image(String digest) {
    return new ImageInfo("registry.example/os@" + digest, digest, null, null, null, null, null);
  }

  private static Condition condition(String type, boolean status, String reason, String message) {
    return new Condition(
        type, status ? Condition.TRUE : Condition.FALSE, null, "", reason, message);
  }
}
