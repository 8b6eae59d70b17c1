package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.plan.NodeTimes;
import dev.bootc.rollout.workflows.plan.NodeView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts a BootcNode and its Node into the records that are decided on. */
final class Sight {
  private Sight() {}

  static SeenNode seen(BootcNodeObject bootcNode, NodeObject node) {
    BootcNodeObject.Report report = bootcNode.report();
    BootcNodeObject.Slot slot = bootcNode.slot();
    return new SeenNode(
        bootcNode.spec().desiredImage(),
        bootcNode.spec().approved(),
        bootcNode.state(),
        report != null && report.doing().equals("Rebooting"),
        report == null ? "" : report.error(),
        report == null ? "" : report.booted(),
        slot == null ? null : new SeenNode.Slot(slot.wasCordoned()),
        bootcNode.marks().approval(),
        bootcNode.verdict(),
        node.ready(),
        node.readySince(),
        cordon(slot, node),
        node.bootId(),
        bootcNode.isSkipped(),
        bootcNode.marks().failedInSlot(),
        bootcNode.marks().gate());
  }

  private static SeenNode.Cordon cordon(BootcNodeObject.@Nullable Slot slot, NodeObject node) {
    boolean ofThisSlot = slot != null && slot.since().equals(node.mark());
    if (!node.unschedulable()) {
      return ofThisSlot ? SeenNode.Cordon.LIFTED : SeenNode.Cordon.NONE;
    }
    if (node.mark() == null) {
      return SeenNode.Cordon.OF_OTHERS;
    }
    return ofThisSlot ? SeenNode.Cordon.OURS : SeenNode.Cordon.LEFT_BEHIND;
  }

  /** A BootcNode whose Node has not been seen counts as down, and as of the control plane. */
  static NodeView view(String name, BootcNodeObject bootcNode, @Nullable NodeObject node) {
    BootcNodeObject.Slot slot = bootcNode.slot();
    BootcNodeObject.Report report = bootcNode.report();
    return new NodeView(
        name,
        bootcNode.spec().desiredImage(),
        bootcNode.state(),
        report == null ? "" : report.error(),
        node != null && node.ready() ? NodeView.Readiness.READY : NodeView.Readiness.NOT_READY,
        node == null ? null : node.notReadySince(),
        node != null && node.unschedulable(),
        node == null || node.controlPlane(),
        slot == null
            ? null
            : new NodeView.Slot(Objects.requireNonNull(slot).since(), bootcNode.spec().approved()),
        bootcNode.verdict(),
        null,
        new NodeTimes(null, null, null, null, bootcNode.marks().stagingSince()),
        bootcNode.marks().leftOut(),
        skip(bootcNode),
        bootcNode.marks().gate());
  }

  private static @Nullable SkipMark skip(BootcNodeObject bootcNode) {
    String digest = bootcNode.marks().skipped();
    return digest == null ? null : new SkipMark(digest, "simulated");
  }
}
