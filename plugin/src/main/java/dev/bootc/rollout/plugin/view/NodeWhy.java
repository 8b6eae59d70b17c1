package dev.bootc.rollout.plugin.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node: what its BootcNode says, its slot, what holds it. It is also what
 * {@code -o json} prints.
 *
 * @param state the effective one, {@link NodeState}
 * @param agent what the agent says last
 * @param agentSince since when it is idle, is not, or reports its error
 * @param inFlight what the rollout says of it while it holds a slot, or of its failure
 * @param waits why it waits; absent where it does not, or nobody can tell
 * @param mayWait the reasons of the groups that do not name all their nodes, where it is none that
 *     is named
 * @param holds what keeps a node in its slot, or out of one, as it is written on it
 * @param verdict how its last attempt ended
 * @param skip what somebody said who left it out
 * @param cordon of its Node; absent where that was not to be read
 * @param blockedBy of the pool's, those that name it
 * @param mayBeBlockedBy those that do not name all their nodes, where it is none that is named
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeWhy(
    String name,
    @Nullable String pool,
    String state,
    @Nullable ImageInfo runs,
    String wanted,
    String wantedState,
    String agent,
    @Nullable String agentSince,
    boolean holdsSlot,
    @Nullable String slotSince,
    @Nullable String approvedAt,
    @Nullable NodeProgress inFlight,
    @Nullable String waits,
    List<String> mayWait,
    List<String> holds,
    @Nullable Verdict verdict,
    @Nullable String skip,
    @Nullable NodeCordon cordon,
    List<BlockedBy> blockedBy,
    List<BlockedBy> mayBeBlockedBy) {

  /** Of its BootcNode, what its Node says, and its pool; the latter two where they can be read. */
  public static NodeWhy of(BootcNode node, @Nullable NodeCordon cordon, @Nullable PoolView pool) {
    String name = node.getMetadata().getName();
    BootcNodeStatus status = node.getStatus() == null ? BootcNodeStatus.EMPTY : node.getStatus();
    NodeState state = NodeState.of(node);
    Optional<Condition> said = said(status);
    Verdict verdict = Verdict.fromAnnotation(mark(node, BootcApi.VERDICT)).orElse(null);
    boolean holdsSlot = mark(node, BootcApi.IN_REBOOT_SLOT) != null;
    Optional<String> waits = waits(name, pool);
    return new NodeWhy(
        name,
        poolOf(node).orElse(null),
        text(state),
        status.booted(),
        node.getSpec().desiredImage(),
        text(node.getSpec().desiredImageState()),
        said.map(condition -> condition.reason() + text(condition)).orElse("nothing"),
        said.map(Condition::lastTransitionTime).orElse(null),
        holdsSlot,
        mark(node, BootcApi.SLOT_SINCE),
        mark(node, BootcApi.APPROVED_AT),
        progress(name, pool).orElse(null),
        waits.orElse(null),
        holdsSlot || waits.isPresent() || state == NodeState.UP_TO_DATE ? List.of() : unnamed(pool),
        holds(node),
        verdict == null ? null : verdict.seenOn(node.getSpec().desiredImage(), status.booted()),
        SkipMark.parse(mark(node, BootcApi.SKIP)).map(SkipMark::text).orElse(null),
        cordon,
        blockedBy(name, pool),
        state == NodeState.UP_TO_DATE ? List.of() : mayBeBlockedBy(name, pool));
  }

  /** The pool that owns it. */
  public static Optional<String> poolOf(BootcNode node) {
    return node.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(OwnerReference::getName)
        .findFirst();
  }

  private static @Nullable String mark(BootcNode node, String key) {
    return WrittenAnnotation.valueOn(node, key);
  }

  /** As the contract writes it. */
  private static String text(NodeState state) {
    return switch (state) {
      case DEGRADED -> "Degraded";
      case UP_TO_DATE -> "UpToDate";
      case PENDING -> "Pending";
      case STAGING -> "Staging";
      case STAGED -> "Staged";
      case REBOOTING -> "Rebooting";
    };
  }

  private static String text(DesiredImageState state) {
    return switch (state) {
      case STAGED -> "Staged";
      case BOOTED -> "Booted";
    };
  }

  private static Optional<Condition> said(BootcNodeStatus status) {
    return Condition.find(status.conditions(), NodeConditions.DEGRADED)
        .filter(Condition::isTrue)
        .or(() -> Condition.find(status.conditions(), NodeConditions.IDLE));
  }

  private static String text(Condition condition) {
    return condition.message().isBlank() ? "" : ": " + PoolView.line(condition.message());
  }

  private static Optional<NodeProgress> progress(String name, @Nullable PoolView pool) {
    return pool == null
        ? Optional.empty()
        : Stream.concat(pool.inFlight().stream(), pool.failed().stream())
            .filter(progress -> progress.node().equals(name))
            .findFirst();
  }

  private static Optional<String> waits(String name, @Nullable PoolView pool) {
    return pool == null
        ? Optional.empty()
        : pool.waiting().stream()
            .filter(group -> group.nodes().contains(name))
            .map(WaitingNodes::reason)
            .map(PoolView::line)
            .findFirst();
  }

  private static List<String> unnamed(@Nullable PoolView pool) {
    return pool == null
        ? List.of()
        : pool.waiting().stream()
            .filter(group -> group.count() > group.nodes().size())
            .map(group -> PoolView.line(group.reason()))
            .toList();
  }

  private static List<String> holds(BootcNode node) {
    return Stream.of(
            Optional.ofNullable(mark(node, BootcApi.WAITS_FOR)).map(pods -> "drain: " + pods),
            GateMark.parse(mark(node, BootcApi.GATE)).map(GateMark::inWords),
            LeftOut.parse(mark(node, BootcApi.PREFLIGHT))
                .map(left -> "left out since " + left.since() + ": " + left.why()))
        .flatMap(Optional::stream)
        .map(PoolView::line)
        .toList();
  }

  private static List<BlockedBy> blockedBy(String name, @Nullable PoolView pool) {
    return pool == null
        ? List.of()
        : pool.blockedBy().stream()
            .filter(entry ->
                entry.nodeCount() == 0
                    || entry.nodes().contains(name)
                    || Objects.equals(entry.object(), "Node/" + name))
            .toList();
  }

  private static List<BlockedBy> mayBeBlockedBy(String name, @Nullable PoolView pool) {
    return pool == null
        ? List.of()
        : pool.blockedBy().stream()
            .filter(entry -> entry.nodeCount() > entry.nodes().size())
            .filter(entry -> !entry.nodes().contains(name))
            .filter(entry -> !Objects.equals(entry.object(), "Node/" + name))
            .toList();
  }
}
