package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.ApprovalAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.SlotAnswer;
import dev.bootc.rollout.workflows.node.SlotAnswer.Next;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** See {@link NodeStepActivities}. */
public final class NodeSteps implements NodeStepActivities {
  /**
   * The scheduler learns of the cordon by its watch, and binds meanwhile what it had decided
   * before: just then the pods of the node that was cordoned beside this one look for a new place.
   */
  private static final Duration SCHEDULER_LEARNS = Duration.ofMillis(300);

  /** How long the look at the pods of a node that has just been cordoned holds. */
  private static final Duration LOOK_HOLDS = Duration.ofSeconds(5);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final Clock clock;

  public NodeSteps(ClusterCache cluster, NodeWrites writes, Evictions evictions, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = new SlotHolders(cluster, writes);
    this.clock = clock;
  }

  @Override
  public SlotAnswer takeSlot(NodeRef ref, @Nullable String slotFor) {
    cluster.requireWatching();
    Optional<BootcNode> known = slots.member(ref);
    if (known.isEmpty()) {
      return new SlotAnswer(Next.GONE, "the node left pool " + ref.pool());
    }
    BootcNode bootcNode = known.get();
    if (NodeFacts.holdsSlot(bootcNode)) {
      return goOn(ref, bootcNode);
    }
    Optional<String> refusal = refusal(ref, bootcNode, slotFor);
    if (refusal.isPresent()) {
      return new SlotAnswer(Next.NOT_STARTED, refusal.get());
    }
    // Read, not remembered: a Node from a cache may still show the cordon of this node's previous
    // slot.
    Optional<Node> node = writes.readNode(ref.node());
    if (node.isEmpty()) {
      return new SlotAnswer(Next.GONE, "Node " + ref.node() + " does not exist");
    }
    boolean wasCordoned = NodeFacts.cordoned(node.get());
    writes.change(
        bootcNode,
        Map.of(
            BootcApi.IN_REBOOT_SLOT, "",
            BootcApi.WAS_CORDONED, Boolean.toString(wasCordoned),
            BootcApi.SLOT_SINCE, now()),
        null);
    if (!wasCordoned) {
      writes.setCordon(ref.node(), true);
    }
    return drainOrApprove(ref, "slot taken");
  }

  /**
   * The slot is held: make sure of the cordon, which a crash may have left out, and go on where the
   * node is.
   */
  private SlotAnswer goOn(NodeRef ref, BootcNode bootcNode) {
    if (NodeFacts.approved(bootcNode) || NodeState.of(bootcNode) == NodeState.UP_TO_DATE) {
      return new SlotAnswer(Next.AWAIT_UPDATE, "the slot is held; the reboot was approved");
    }
    Optional<Node> node = writes.readNode(ref.node());
    if (node.isEmpty()) {
      return new SlotAnswer(Next.GONE, "Node " + ref.node() + " does not exist");
    }
    if (!NodeFacts.cordoned(node.get())) {
      if (NodeFacts.wasCordoned(bootcNode).orElse(false)) {
        // Whoever had cordoned it has lifted that meanwhile, so it is not left cordoned.
        writes.change(bootcNode, Map.of(BootcApi.WAS_CORDONED, "false"), null);
      }
      writes.setCordon(ref.node(), true);
    }
    return drainOrApprove(ref, "the slot is held");
  }

  /**
   * Looked at here, since a drain as a wait of its own costs Temporal more than all other steps.
   */
  private SlotAnswer drainOrApprove(NodeRef ref, String message) {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node())) {
      changes.gather(SCHEDULER_LEARNS);
    }
    return new SlotAnswer(evictions.areNeededOn(ref.node()) ? Next.DRAIN : Next.APPROVE, message);
  }

  private Optional<String> refusal(NodeRef ref, BootcNode bootcNode, @Nullable String slotFor) {
    if (!bootcNode.getSpec().desiredImage().equals(slotFor)) {
      return Optional.of("the node holds no slot, and none was given for what it shall run");
    }
    if (cluster.pool(ref.pool()).filter(pool -> !pool.isMarkedForDeletion()).isEmpty()) {
      return Optional.of("pool " + ref.pool() + " is being deleted");
    }
    NodeState state = NodeState.of(bootcNode);
    if (state != NodeState.STAGED) {
      return Optional.of("the node is " + state + ", not staged");
    }
    if (!asksForIt(ref, bootcNode)) {
      return Optional.of("the pool asks for another image");
    }
    return NodeFacts.verdict(bootcNode)
        .filter(Verdict::isFailure)
        .filter(verdict -> bootcNode.getSpec().desiredImage().endsWith(verdict.digest()))
        .map(verdict -> "the node had its attempt at this digest: " + verdict.outcome());
  }

  @Override
  public ApprovalAnswer approveReboot(NodeRef ref) {
    cluster.requireWatching();
    Optional<BootcNode> known = slots.in(ref);
    Optional<Node> node = cluster.node(ref.node()).or(() -> writes.readNode(ref.node()));
    if (known.isEmpty() || node.isEmpty()) {
      return new ApprovalAnswer(ApprovalAnswer.Outcome.GONE, "");
    }
    BootcNode bootcNode = known.get();
    NodeState state = NodeState.of(bootcNode);
    if (state == NodeState.UP_TO_DATE) {
      return new ApprovalAnswer(ApprovalAnswer.Outcome.UP_TO_DATE, "");
    }
    if (NodeFacts.approved(bootcNode)) {
      // The answer was lost. Approving again would record the boot ID from after the reboot.
      return new ApprovalAnswer(ApprovalAnswer.Outcome.APPROVED, NodeFacts.triedDigest(bootcNode));
    }
    if (state != NodeState.STAGED || !asksForIt(ref, bootcNode)) {
      return new ApprovalAnswer(ApprovalAnswer.Outcome.NOT_STAGED, "");
    }
    if (!isFresh(bootcNode) && !isStillEmpty(ref)) {
      return new ApprovalAnswer(ApprovalAnswer.Outcome.NOT_DRAINED, "");
    }
    String digest = ImageDigest.in(bootcNode.getSpec().desiredImage()).orElseThrow().text();
    Map<String, @Nullable String> approval = new HashMap<>(SlotMarks.APPROVAL_REMOVED);
    approval.put(BootcApi.APPROVED_DIGEST, digest);
    approval.put(BootcApi.APPROVED_AT, now());
    approval.put(BootcApi.BOOT_ID_BEFORE, NodeFacts.bootId(node.get()));
    if (cluster.allowsSoftReboot(ref.pool())) {
      approval.put(BootcApi.REBOOT_POLICY, BootcApi.ALLOW_SOFT_REBOOT);
    }
    writes.change(bootcNode, approval, DesiredImageState.BOOTED);
    return new ApprovalAnswer(ApprovalAnswer.Outcome.APPROVED, digest);
  }

  /** The look at its pods was part of taking the slot, a moment ago. */
  private boolean isFresh(BootcNode bootcNode) {
    Instant since = NodeFacts.instant(bootcNode, BootcApi.SLOT_SINCE);
    return since != null && Instant.now(clock).isBefore(since.plus(LOOK_HOLDS));
  }

  /** Since the drain, somebody may have lifted the cordon, and pods may have come. */
  private boolean isStillEmpty(NodeRef ref) {
    return writes.readNode(ref.node()).filter(NodeFacts::cordoned).isPresent()
        && !evictions.areNeededOn(ref.node());
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String message) {
    withSlot(
        ref,
        bootcNode ->
            writes.change(
                bootcNode, Map.of(BootcApi.VERDICT, verdict(bootcNode, outcome, message)), null));
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String message) {
    withSlot(ref, bootcNode -> giveBack(bootcNode, verdict(bootcNode, outcome, message), null));
  }

  @Override
  public void restore(NodeRef ref, String message) {
    withSlot(
        ref,
        bootcNode -> {
          boolean approved = NodeFacts.approved(bootcNode);
          String verdict =
              approved && NodeState.of(bootcNode) != NodeState.UP_TO_DATE
                  ? verdict(bootcNode, Verdict.Outcome.CANCELLED, message)
                  : null;
          giveBack(bootcNode, verdict, approved ? DesiredImageState.STAGED : null);
        });
  }

  /**
   * First the cordon, then the mark of the slot: a crash between the two is repeated, never
   * forgotten.
   */
  private void giveBack(
      BootcNode bootcNode, @Nullable String verdict, @Nullable DesiredImageState state) {
    if (!NodeFacts.wasCordoned(bootcNode).orElse(true)) {
      writes.setCordon(bootcNode.getMetadata().getName(), false);
    }
    Map<String, @Nullable String> annotations = new HashMap<>(SlotMarks.REMOVED);
    if (verdict != null) {
      annotations.put(BootcApi.VERDICT, verdict);
    }
    writes.change(bootcNode, annotations, state);
  }

  private void withSlot(NodeRef ref, Consumer<BootcNode> action) {
    slots.anyOn(ref.node()).ifPresent(action);
  }

  private String verdict(BootcNode bootcNode, Verdict.Outcome outcome, String message) {
    String digest = NodeFacts.triedDigest(bootcNode);
    int attempts =
        NodeFacts.verdict(bootcNode)
            .filter(before -> before.digest().equals(digest))
            .map(Verdict::attempt)
            .orElse(0);
    return new Verdict(outcome, digest, attempts + 1, now(), message).toAnnotation();
  }

  private boolean asksForIt(NodeRef ref, BootcNode bootcNode) {
    return cluster.poolAsksFor(ref.pool(), bootcNode.getSpec().desiredImage());
  }

  private String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
