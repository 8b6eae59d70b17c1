package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.SeenNode;
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
        slot == null ? null : new SeenNode.Slot(slot.wasCordoned(), slot.bootId()),
        bootcNode.marks().approval(),
        bootcNode.marks().verdict(),
        node.ready(),
        node.readySince(),
        node.unschedulable(),
        node.mark() != null,
        node.bootId());
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
        bootcNode.marks().verdict(),
        left(bootcNode));
  }

  private static boolean left(BootcNodeObject bootcNode) {
    Verdict verdict = bootcNode.marks().verdict();
    BootcNodeObject.Report report = bootcNode.report();
    String desired = bootcNode.spec().desiredDigest();
    return verdict != null
        && !verdict.isFailure()
        && verdict.digest().equals(desired)
        && report != null
        && !report.booted().equals(desired);
  }
}
