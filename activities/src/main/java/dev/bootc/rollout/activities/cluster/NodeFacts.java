package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeRoles;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenTime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads Node and BootcNode. The one place that knows where on the objects a fact is kept. */
public final class NodeFacts {
  private NodeFacts() {}

  public static boolean ready(Node node) {
    return readyStatus(node).filter("True"::equals).isPresent();
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

  /** How its last attempt ended, by what the node runs now. */
  public static Optional<Verdict> verdict(BootcNode node) {
    ImageInfo booted = node.getStatus() == null ? null : node.getStatus().booted();
    return recordedVerdict(node)
        .map(verdict -> verdict.seenOn(node.getSpec().desiredImage(), booted));
  }

  /** Whether its last attempt was a success, whatever became of it. */
  public static boolean updated(BootcNode node) {
    return recordedVerdict(node).filter(verdict -> !verdict.isFailure()).isPresent();
  }

  private static Optional<Verdict> recordedVerdict(BootcNode node) {
    return Verdict.fromAnnotation(annotations(node).get(BootcApi.VERDICT));
  }

  /** When its approval was taken back, unless it was given again since. */
  public static Optional<Instant> revokedAt(BootcNode node) {
    return WrittenTime.read(annotations(node).get(BootcApi.REVOKED_AT));
  }

  /** Boot ID recorded with the approval; empty where none was, which proves nothing. */
  public static String bootIdBefore(BootcNode node) {
    return annotations(node).getOrDefault(BootcApi.BOOT_ID_BEFORE, "");
  }

  /** The digest that was approved; empty on slots that the Go project approved. */
  public static Optional<String> approvedDigest(BootcNode node) {
    return Optional.ofNullable(annotations(node).get(BootcApi.APPROVED_DIGEST));
  }

  /** When the reboot was approved; empty where we did not. */
  public static Optional<Instant> approvedAt(BootcNode node) {
    return WrittenTime.read(annotations(node).get(BootcApi.APPROVED_AT));
  }

  /** When the slot was taken; empty where we did not. */
  public static Optional<Instant> slotSince(BootcNode node) {
    return WrittenTime.read(annotations(node).get(BootcApi.SLOT_SINCE));
  }

  /** Since when the node is drained, and for what; empty where nobody marked that. */
  public static Optional<String> drainSince(BootcNode node) {
    return Optional.ofNullable(annotations(node).get(BootcApi.DRAIN_SINCE));
  }

  /** Workloads that came back to the node although it is cordoned. */
  public static Set<String> comesBack(BootcNode node) {
    String marked = annotations(node).getOrDefault(BootcApi.COMES_BACK, "");
    return marked.isBlank() ? Set.of() : Set.of(marked.strip().split(" +"));
  }

  /** The mark that ties a cordon to this slot; empty where we did not take it. */
  public static String slotMark(BootcNode node) {
    return annotations(node).getOrDefault(BootcApi.SLOT_SINCE, "");
  }

  /** The Node that the marks speak of; empty where nothing says so, as with the Go project. */
  public static Optional<String> nodeUid(BootcNode node) {
    return Optional.ofNullable(annotations(node).get(BootcApi.NODE_UID));
  }

  /**
   * The Node that the marks of its slot speak of; empty where none is held, and where another
   * operator took it, or an earlier version of ours: what is left of a slot of ours says nothing of
   * theirs.
   */
  public static Optional<String> nodeOfSlot(BootcNode node) {
    return holdsSlot(node) && !slotMark(node).isEmpty() ? nodeUid(node) : Optional.empty();
  }

  /** Whether nothing says that the marks speak of another Node of the name. */
  public static boolean isOf(BootcNode bootcNode, Node node) {
    return nodeUid(bootcNode).filter(uid -> !uid.equals(node.getMetadata().getUid())).isEmpty();
  }

  /** Somebody's word that it is left out of the rollout of a digest. */
  public static Optional<SkipMark> skip(BootcNode node) {
    return SkipMark.parse(annotations(node).get(BootcApi.SKIP));
  }

  /** Whether it is left out of the rollout of what it is asked for. */
  public static boolean isSkipped(BootcNode node) {
    String digest = digestOf(node.getSpec().desiredImage());
    return skip(node).filter(skip -> skip.isAbout(digest)).isPresent();
  }

  /** What the drain waits for, as it was noted; may be empty. */
  public static String waitsFor(BootcNode node) {
    return annotations(node).getOrDefault(BootcApi.WAITS_FOR, "");
  }

  /** What spoke against draining it, before it was touched. */
  public static Optional<LeftOut> leftOut(BootcNode node) {
    return LeftOut.parse(annotations(node).get(BootcApi.PREFLIGHT));
  }

  /** What the agent reports as booted; empty where it reports nothing. */
  public static String bootedDigest(BootcNode node) {
    return node.getStatus() == null || node.getStatus().booted() == null
        ? ""
        : node.getStatus().booted().imageDigest();
  }

  /** Whether the agent says that it reboots. */
  public static boolean rebooting(BootcNode node) {
    return node.getStatus() != null
        && Condition.find(node.getStatus().conditions(), NodeConditions.IDLE)
            .filter(condition -> condition.reason().equals(NodeConditions.REBOOTING))
            .isPresent();
  }

  private static String digestOf(String image) {
    return ImageDigest.in(image).map(ImageDigest::text).orElse("");
  }

  /**
   * The digest that was approved, else the one asked for: what an attempt that ends now was about.
   */
  public static String triedDigest(BootcNode node) {
    return approvedDigest(node).orElseGet(() -> digestOf(node.getSpec().desiredImage()));
  }

  /** What the agent says: its error, else what it does. */
  public static String detail(BootcNode node) {
    return said(node).map(Condition::message).orElse("");
  }

  /** Since when that holds; empty where it says nothing. */
  public static Optional<Instant> stateSince(BootcNode node) {
    return said(node).map(Condition::lastTransitionTime).flatMap(WrittenTime::read);
  }

  private static Optional<Condition> said(BootcNode node) {
    BootcNodeStatus status = node.getStatus();
    return status == null
        ? Optional.empty()
        : Condition.find(status.conditions(), NodeConditions.DEGRADED)
            .filter(Condition::isTrue)
            .or(() -> Condition.find(status.conditions(), NodeConditions.IDLE));
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }

  /** Whether it is of the control plane, or of etcd. */
  public static boolean controlPlane(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    return labels != null && NodeRoles.CONTROL_PLANE_LABELS.stream().anyMatch(labels::containsKey);
  }

  private static Optional<NodeCondition> readyCondition(Node node) {
    return node.getStatus() == null
        ? Optional.empty()
        : node.getStatus().getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .findFirst();
  }

  /** What the Ready condition says; empty for a Node that has none. */
  public static Optional<String> readyStatus(Node node) {
    return readyCondition(node).map(NodeCondition::getStatus);
  }

  /** Since when the Ready condition says what it says. */
  public static Optional<Instant> readySince(Node node) {
    return readyCondition(node)
        .map(NodeCondition::getLastTransitionTime)
        .flatMap(WrittenTime::read);
  }
}
