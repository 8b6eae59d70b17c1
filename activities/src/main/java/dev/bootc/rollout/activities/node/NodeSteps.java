package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** See {@link NodeStepActivities}: look, decide, write. */
public final class NodeSteps implements NodeStepActivities {
  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final SlotTaking taking;
  private final PreflightLooks preflight;
  private final EmptyNodes emptyNodes;
  private final Releases releases;
  private final Endings ends;
  private final Clock clock;

  public NodeSteps(
      ClusterCache cluster,
      NodeWrites writes,
      Cordons cordons,
      Evictions evictions,
      GateQuestions gates,
      SlotHolders slots,
      Releases releases,
      Admissions admissions,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = slots;
    this.taking = new SlotTaking(cluster, writes, cordons, admissions, clock);
    this.preflight = new PreflightLooks(cluster, writes, evictions, gates, clock);
    this.emptyNodes = new EmptyNodes(cluster);
    this.releases = releases;
    this.ends = new Endings(cluster, writes, slots, releases, clock);
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
        return take(ref, known.get(), node.get());
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
    Optional<Node> node =
        writes
            .readNode(ref.node())
            .filter(live -> bootcNode.filter(member -> NodeFacts.isOf(member, live)).isPresent());
    if (bootcNode.isEmpty() || node.isEmpty()) {
      return gone("the node left pool " + ref.pool() + ", or the cluster");
    }
    SeenNode seen = SeenNodes.of(bootcNode.get(), node.get());
    return switch (SlotDecision.of(seen, wish(ref), slotFor)) {
      case SlotDecision.Refuse(String why) -> answer(Next.NOT_STARTED, seen, why);
      case SlotDecision.Await() ->
          answer(Next.AWAIT_UPDATE, seen, "the slot is held; the reboot was approved");
      case SlotDecision.Leave() ->
          answer(Next.DRAIN, seen, "the slot is held, and somebody lifted its cordon");
      case SlotDecision.Take() -> take(ref, bootcNode.get(), node.get());
      case SlotDecision.Keep(boolean cordonedByOthers) ->
          goOn(
              ref,
              taking.keep(ref, bootcNode.get(), node.get(), cordonedByOthers),
              seen,
              "the slot is held");
    };
  }

  private NodeAnswer.Slot take(NodeRef ref, BootcNode bootcNode, Node node) {
    SeenNode seen = SeenNodes.of(bootcNode, node);
    return switch (preflight.look(ref, bootcNode)) {
      case PreflightLooks.Result.Stays(String why) -> answer(Next.NOT_STARTED, seen, why);
      case PreflightLooks.Result.Goes(String warning) -> {
        SlotTaking.Taken taken = taking.take(ref, bootcNode, node, warning);
        yield taken instanceof SlotTaking.Taken.Refused && holdsSlotAfterAll(ref)
            ? takeOrKeep(ref, null)
            : goOn(ref, taken, seen, "slot taken");
      }
    };
  }

  /** An earlier attempt may have marked it, and its answer was lost; this cache may be behind. */
  private boolean holdsSlotAfterAll(NodeRef ref) {
    return slots.readMember(ref).filter(NodeFacts::holdsSlot).isPresent();
  }

  private NodeAnswer.Slot goOn(NodeRef ref, SlotTaking.Taken taken, SeenNode seen, String message) {
    return switch (taken) {
      case SlotTaking.Taken.InSlot(BootcNode holder) -> drainOrApprove(ref, holder, seen, message);
      case SlotTaking.Taken.Refused(String why) -> answer(Next.NOT_STARTED, seen, why);
      case SlotTaking.Taken.Gone(String why) -> gone(why);
    };
  }

  private PoolWish wish(NodeRef ref) {
    return PoolWishes.of(cluster, ref.pool(), Instant.now(clock));
  }

  /**
   * Looked at here, since a drain as a wait of its own costs Temporal more than all other steps;
   * but no step waits for schedulers after an outage.
   */
  private NodeAnswer.Slot drainOrApprove(
      NodeRef ref, BootcNode holder, SeenNode seen, String message) {
    if (cluster.untilSchedulersHaveHeardOf(System.nanoTime()).isPositive()) {
      return answer(Next.DRAIN, seen, message + "; the API server was away a moment ago");
    }
    cluster.awaitBindings();
    if (PoolWishes.drain(cluster, ref.pool()).policy().volumesDetach() != null
        || areNeeded(ref, holder)) {
      return answer(Next.DRAIN, seen, message);
    }
    emptyNodes.found(holder);
    return answer(Next.APPROVE, seen, message);
  }

  private boolean areNeeded(NodeRef ref, BootcNode holder) {
    return evictions.areNeededOn(
        ref.node(), NodeFacts.comesBack(holder), PoolWishes.drain(cluster, ref.pool()));
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
    boolean proven = known.filter(emptyNodes::isProven).isPresent();
    Optional<Node> node =
        (proven ? cluster.node(ref.node()) : writes.readNode(ref.node()))
            .filter(live -> known.filter(holder -> NodeFacts.isOf(holder, live)).isPresent());
    if (known.isEmpty() || node.isEmpty()) {
      return new NodeAnswer.Approval(
          NodeAnswer.Approval.Outcome.GONE, "", "the node left the pool or lost its slot");
    }
    PoolWish pool = wish(ref);
    SeenNode seen = SeenNodes.of(known.get(), node.get());
    return switch (ApprovalDecision.of(seen, pool)) {
      case ApprovalDecision.Answer(NodeAnswer.Approval.Outcome outcome, String why) ->
          new NodeAnswer.Approval(outcome, seen.triedDigest(), why);
      case ApprovalDecision.IfDrained() -> {
        if (!proven && areNeeded(ref, known.get())) {
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
    Map<String, @Nullable String> approval = SlotMarks.ofNoApproval();
    approval.put(BootcApi.APPROVED_DIGEST, seen.desiredDigest());
    approval.put(BootcApi.APPROVED_AT, now());
    approval.put(BootcApi.BOOT_ID_BEFORE, seen.bootId());
    if (pool.softReboot()) {
      approval.put(BootcApi.REBOOT_POLICY, BootcApi.ALLOW_SOFT_REBOOT);
    }
    writes.change(bootcNode, approval, DesiredImageState.BOOTED);
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    ends.recordFailure(ref, outcome, digest, message);
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    ends.release(ref, outcome, digest, message);
  }

  @Override
  public void restore(NodeRef ref, String message) {
    slots.readOn(ref).ifPresent(node -> releases.restore(node, message));
  }

  private String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
