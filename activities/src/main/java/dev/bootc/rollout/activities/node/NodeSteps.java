package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.ApprovalDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Slot.Next;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.SlotDecision;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** See {@link NodeStepActivities}: look, decide, write. */
public final class NodeSteps implements NodeStepActivities {
  /** How long the look at the pods of a node that has just been cordoned holds. */
  private static final Duration LOOK_HOLDS = Duration.ofSeconds(5);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final Releases releases;
  private final Clock clock;

  public NodeSteps(
      ClusterCache cluster,
      NodeWrites writes,
      Evictions evictions,
      SlotHolders slots,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = slots;
    this.releases = new Releases(writes, clock);
    this.clock = clock;
  }

  @Override
  public NodeAnswer.Slot takeSlot(NodeRef ref, @Nullable String slotFor) {
    cluster.requireWatching();
    Optional<BootcNode> known = slots.member(ref);
    if (known.isEmpty()) {
      return takeOrKeep(ref, slotFor);
    }
    Optional<Node> node = schedulable(ref, known.get());
    if (node.isPresent()) {
      SeenNode seen = SeenNodes.of(known.get(), node.get());
      if (SlotDecision.of(seen, wish(ref), slotFor) instanceof SlotDecision.Take) {
        return take(ref, known.get(), seen);
      }
    }
    return takeOrKeep(ref, slotFor);
  }

  /**
   * The Node from the cache, if that will do to take a slot: a cordon it shows may be that of this
   * node's previous slot; that there is none is proved by the cordon itself.
   */
  private Optional<Node> schedulable(NodeRef ref, BootcNode bootcNode) {
    return NodeFacts.holdsSlot(bootcNode)
        ? Optional.empty()
        : cluster.node(ref.node()).filter(node -> !NodeFacts.cordoned(node));
  }

  /**
   * Decides on what the API server has. Only the taking of a slot may rest on a cache, since its
   * write fails if that was old: a cache may show a slot that was given back, and a cordon without
   * a slot has no owner; or show none where one is held, and a refusal would give the budget away
   * twice.
   */
  private NodeAnswer.Slot takeOrKeep(NodeRef ref, @Nullable String slotFor) {
    Optional<BootcNode> bootcNode = slots.readMember(ref);
    Optional<Node> node = writes.readNode(ref.node());
    if (bootcNode.isEmpty() || node.isEmpty()) {
      return gone("the node left pool " + ref.pool() + ", or the cluster");
    }
    SeenNode seen = SeenNodes.of(bootcNode.get(), node.get());
    return switch (SlotDecision.of(seen, wish(ref), slotFor)) {
      case SlotDecision.Refuse(String why) -> answer(Next.NOT_STARTED, seen, why);
      case SlotDecision.Await() ->
          answer(Next.AWAIT_UPDATE, seen, "the slot is held; the reboot was approved");
      case SlotDecision.Take() -> take(ref, bootcNode.get(), seen);
      case SlotDecision.Keep(boolean foreignCordonIsGone) ->
          keep(ref, bootcNode.get(), seen, foreignCordonIsGone);
    };
  }

  private NodeAnswer.Slot take(NodeRef ref, BootcNode bootcNode, SeenNode seen) {
    Optional<BootcNode> inSlot =
        writes.changeIfPresent(
            bootcNode,
            Map.of(
                BootcApi.IN_REBOOT_SLOT, "",
                BootcApi.WAS_CORDONED, Boolean.toString(seen.cordoned()),
                BootcApi.SLOT_SINCE, now()),
            null);
    if (inSlot.isEmpty()) {
      return gone("the node left pool " + ref.pool());
    }
    if (!seen.cordoned()) {
      switch (writes.cordon(ref.node())) {
        case DONE -> {}
        // Somebody else cordoned it a moment ago, and gets that back.
        case REFUSED -> writes.foreignlyCordoned(inSlot.get());
        case NO_OBJECT -> {
          return gone("Node " + ref.node() + " does not exist");
        }
      }
    }
    return drainOrApprove(ref, seen, "slot taken");
  }

  /** Makes up for a cordon that a crash left out. */
  private NodeAnswer.Slot keep(
      NodeRef ref, BootcNode holder, SeenNode seen, boolean foreignCordonIsGone) {
    if (foreignCordonIsGone) {
      ourCordonFromNow(holder);
    }
    boolean lifted = writes.cordon(ref.node()) == Patches.Tested.DONE;
    if (lifted && seen.cordoned()) {
      slots.readIn(ref).ifPresent(this::ourCordonFromNow);
    }
    return drainOrApprove(ref, seen, "the slot is held");
  }

  /** Whoever had cordoned the node has lifted that, so it is not left cordoned at the end. */
  private void ourCordonFromNow(BootcNode holder) {
    writes.change(holder, Map.of(BootcApi.WAS_CORDONED, "false"), null);
  }

  private PoolWish wish(NodeRef ref) {
    return PoolWishes.of(cluster, ref.pool());
  }

  /**
   * Looked at here, since a drain as a wait of its own costs Temporal more than all other steps.
   */
  private NodeAnswer.Slot drainOrApprove(NodeRef ref, SeenNode seen, String message) {
    cluster.awaitBindings();
    return answer(evictions.areNeededOn(ref.node()) ? Next.DRAIN : Next.APPROVE, seen, message);
  }

  private static NodeAnswer.Slot answer(Next next, SeenNode seen, String message) {
    return new NodeAnswer.Slot(next, seen.desiredDigest(), message);
  }

  private static NodeAnswer.Slot gone(String why) {
    return new NodeAnswer.Slot(Next.GONE, "", why);
  }

  @Override
  public NodeAnswer.Approval approveReboot(NodeRef ref) {
    cluster.requireWatching();
    Optional<BootcNode> known = slots.in(ref);
    boolean fresh = known.filter(this::isFresh).isPresent();
    Optional<Node> node = fresh ? cluster.node(ref.node()) : Optional.empty();
    node = node.or(() -> writes.readNode(ref.node()));
    if (known.isEmpty() || node.isEmpty()) {
      return new NodeAnswer.Approval(
          NodeAnswer.Approval.Outcome.GONE, "", "the node left the pool or lost its slot");
    }
    PoolWish pool = wish(ref);
    SeenNode seen =
        fresh
            ? SeenNodes.justCordoned(known.get(), node.get())
            : SeenNodes.of(known.get(), node.get());
    return switch (ApprovalDecision.of(seen, pool)) {
      case ApprovalDecision.Answer(NodeAnswer.Approval.Outcome outcome, String why) ->
          new NodeAnswer.Approval(outcome, seen.triedDigest(), why);
      case ApprovalDecision.IfDrained() -> {
        if (!fresh && evictions.areNeededOn(ref.node())) {
          yield new NodeAnswer.Approval(
              NodeAnswer.Approval.Outcome.NOT_DRAINED, seen.desiredDigest(), "a pod came");
        }
        approve(known.get(), seen, pool);
        yield new NodeAnswer.Approval(
            NodeAnswer.Approval.Outcome.APPROVED, seen.desiredDigest(), "the reboot is approved");
      }
    };
  }

  private void approve(BootcNode bootcNode, SeenNode seen, PoolWish pool) {
    Map<String, @Nullable String> approval = new HashMap<>(SlotMarks.APPROVAL_REMOVED);
    approval.put(BootcApi.APPROVED_DIGEST, seen.desiredDigest());
    approval.put(BootcApi.APPROVED_AT, now());
    approval.put(BootcApi.BOOT_ID_BEFORE, seen.bootId());
    if (pool.softReboot()) {
      approval.put(BootcApi.REBOOT_POLICY, BootcApi.ALLOW_SOFT_REBOOT);
    }
    writes.change(bootcNode, approval, DesiredImageState.BOOTED);
  }

  /** The look at its cordon and its pods was part of taking the slot, a moment ago. */
  private boolean isFresh(BootcNode bootcNode) {
    return NodeFacts.slotSince(bootcNode)
        .filter(since -> !since.isAfter(Instant.now(clock)))
        .filter(since -> Instant.now(clock).isBefore(since.plus(LOOK_HOLDS)))
        .isPresent();
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    slots.readOn(ref).ifPresent(node -> releases.record(node, outcome, digest, message));
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    slots.readOn(ref).ifPresent(node -> releases.release(node, outcome, digest, message));
  }

  @Override
  public void restore(NodeRef ref, String message) {
    slots.readOn(ref).ifPresent(node -> releases.restore(node, message));
  }

  private String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
