package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Node and BootcNode. The one place that knows where on the objects a fact is kept. */
public final class NodeFacts {
  private static final String CONTROL_PLANE_LABEL = "node-role.kubernetes.io/control-plane";

  private NodeFacts() {}

  /**
   * The node as the planner sees it. A BootcNode whose Node is not there counts as down: nobody can
   * say whether it is of the control plane or cordoned, so it must not be started.
   */
  public static NodeView view(BootcNode bootcNode, Optional<Node> node) {
    NodeView.Readiness readiness =
        node.map(NodeFacts::readiness).orElse(NodeView.Readiness.NOT_READY);
    return new NodeView(
        bootcNode.getMetadata().getName(),
        bootcNode.getSpec().desiredImage(),
        NodeState.of(bootcNode),
        detail(bootcNode),
        readiness,
        readiness == NodeView.Readiness.NOT_READY
            ? node.flatMap(NodeFacts::readySince).orElse(null)
            : null,
        node.filter(NodeFacts::cordoned).isPresent(),
        node.filter(NodeFacts::controlPlane).isPresent(),
        holdsSlot(bootcNode)
            ? new NodeView.Slot(
                instant(bootcNode, BootcApi.SLOT_SINCE),
                approved(bootcNode),
                annotations(bootcNode).getOrDefault(BootcApi.WAITS_FOR, ""))
            : null,
        verdict(bootcNode).orElse(null));
  }

  public static boolean ready(Node node) {
    return readiness(node) == NodeView.Readiness.READY;
  }

  public static boolean cordoned(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  /** Empty where nobody reported one. */
  public static String bootId(Node node) {
    return node.getStatus() == null || node.getStatus().getNodeInfo() == null
        ? ""
        : Objects.requireNonNullElse(node.getStatus().getNodeInfo().getBootID(), "");
  }

  public static boolean holdsSlot(BootcNode node) {
    return annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT);
  }

  public static boolean approved(BootcNode node) {
    return node.getSpec().desiredImageState() == DesiredImageState.BOOTED;
  }

  /** Whether the Node was cordoned before the slot was taken; empty where no slot is held. */
  public static Optional<Boolean> wasCordoned(BootcNode node) {
    return holdsSlot(node)
        ? Optional.of("true".equals(annotations(node).get(BootcApi.WAS_CORDONED)))
        : Optional.empty();
  }

  public static Optional<Verdict> verdict(BootcNode node) {
    return Verdict.fromAnnotation(annotations(node).get(BootcApi.VERDICT));
  }

  /** Boot ID recorded with the approval; empty where none was, which proves nothing. */
  public static String bootIdBefore(BootcNode node) {
    return annotations(node).getOrDefault(BootcApi.BOOT_ID_BEFORE, "");
  }

  /**
   * The digest that was approved, else the one asked for: what an attempt that ends now was about.
   */
  public static String triedDigest(BootcNode node) {
    return Optional.ofNullable(annotations(node).get(BootcApi.APPROVED_DIGEST))
        .or(() -> ImageDigest.in(node.getSpec().desiredImage()).map(ImageDigest::text))
        .orElse("");
  }

  /** An annotation that holds a time; absent where it is missing or was not written by us. */
  public static @Nullable Instant instant(BootcNode node, String annotation) {
    String text = annotations(node).get(annotation);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException notOurs) {
      return null;
    }
  }

  /** What the agent says: its error, else what it does. */
  public static String detail(BootcNode node) {
    BootcNodeStatus status = node.getStatus();
    if (status == null) {
      return "";
    }
    Optional<Condition> error =
        Condition.find(status.conditions(), NodeConditions.DEGRADED).filter(Condition::isTrue);
    return error
        .or(() -> Condition.find(status.conditions(), NodeConditions.IDLE))
        .map(Condition::message)
        .orElse("");
  }

  private static Map<String, String> annotations(BootcNode node) {
    return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
  }

  private static boolean controlPlane(Node node) {
    return node.getMetadata().getLabels() != null
        && node.getMetadata().getLabels().containsKey(CONTROL_PLANE_LABEL);
  }

  private static Optional<NodeCondition> readyCondition(Node node) {
    return node.getStatus() == null
        ? Optional.empty()
        : node.getStatus().getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .findFirst();
  }

  private static NodeView.Readiness readiness(Node node) {
    return readyCondition(node)
        .map(condition ->
            "True".equals(condition.getStatus())
                ? NodeView.Readiness.READY
                : NodeView.Readiness.NOT_READY)
        .orElse(NodeView.Readiness.UNKNOWN);
  }

  private static Optional<Instant> readySince(Node node) {
    return readyCondition(node).map(NodeCondition::getLastTransitionTime).map(Instant::parse);
  }
}
