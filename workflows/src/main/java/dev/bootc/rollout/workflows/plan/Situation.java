package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pool's nodes against its target: what each node's state means for this rollout. */
final class Situation {
  private final RolloutTarget target;
  private final ImageDigest digest;
  private final List<NodeView> nodes;
  private final Surroundings surroundings;
  private final List<String> settled;
  private final Set<String> started;

  /** Found out once somebody asks. */
  private @Nullable Map<Standing, List<NodeView>> byStanding;

  private Situation(
      RolloutTarget target,
      List<NodeView> nodes,
      Surroundings surroundings,
      List<String> settled,
      Set<String> started) {
    this.target = target;
    this.digest = target.digest();
    this.nodes = nodes;
    this.surroundings = surroundings;
    this.settled = settled;
    this.started = started;
  }

  static Situation of(PoolView observed) {
    List<String> settled = settled(observed);
    Set<String> started = new HashSet<>(observed.started());
    settled.forEach(started::remove);
    return new Situation(
        observed.target(), observed.nodes(), observed.surroundings(), settled, started);
  }

  /** The same pool once {@code names} have been started too. */
  Situation withStarted(Collection<String> names) {
    Set<String> all = new HashSet<>(started);
    all.addAll(names);
    return new Situation(target, nodes, surroundings, settled, all);
  }

  RolloutTarget target() {
    return target;
  }

  ImageDigest digest() {
    return digest;
  }

  /** By name. */
  List<NodeView> nodes() {
    return nodes;
  }

  Optional<NodeView> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** By name. */
  List<NodeView> nodes(Standing standing) {
    Map<Standing, List<NodeView>> known = byStanding;
    if (known == null) {
      known =
          nodes.stream()
              .collect(
                  Collectors.groupingBy(
                      this::standingOf, () -> new EnumMap<>(Standing.class), Collectors.toList()));
      byStanding = known;
    }
    return known.getOrDefault(standing, List.of());
  }

  /** Started nodes that need no remembering any more, by name. */
  List<String> settled() {
    return settled;
  }

  /** Slots that there are. */
  int budget() {
    return target.maxUnavailable().of(nodes.size());
  }

  /** So many failures at the target stop it. */
  int mostUnhealthy() {
    MaxUnhealthy limit = target.maxUnhealthy();
    return limit == null
        ? MaxUnhealthy.of(target.maxUnavailable(), nodes.size())
        : limit.of(nodes.size());
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Whether the node does not ask for the target because somebody refused that. */
  boolean isRefused(NodeView node) {
    return !isOnTarget(node) && surroundings.refusals().containsKey(node.name());
  }

  /** Why the target was refused to the first of them. */
  String whyRefused() {
    return nodes.stream()
        .filter(this::isRefused)
        .findFirst()
        .map(node -> surroundings.refusals().getOrDefault(node.name(), ""))
        .orElse("");
  }

  /** Whether the node asks for exactly the target, name and digest. */
  boolean isOnTarget(NodeView node) {
    return node.desiredImage().equals(target.image());
  }

  /** What speaks against draining it at all, as long as the pool is what it was then. */
  Optional<LeftOut> leftOut(NodeView node) {
    return Optional.ofNullable(node.leftOut())
        .filter(mark -> mark.generation() == target.generation());
  }

  /** Holds a slot, or was started and its end has not been seen. */
  boolean isTaken(NodeView node) {
    return node.holdsSlot() || isStarted(node);
  }

  /** Was started, and its end has not been seen. */
  boolean isStarted(NodeView node) {
    return started.contains(node.name());
  }

  boolean runsTarget(NodeView node) {
    return isOnTarget(node) && node.state() == NodeState.UP_TO_DATE;
  }

  /** The failure of the node's one attempt at the target; a failure at an older one is history. */
  Optional<Verdict> failure(NodeView node) {
    return Verdict.failureAt(node.verdict(), digest.text());
  }

  /**
   * What is observed wins over what was recorded: a node that failed and runs the target all the
   * same is updated.
   */
  Standing standingOf(NodeView node) {
    if (isTaken(node)) {
      return Standing.IN_FLIGHT;
    }
    if (isSkipped(node) && !runsTarget(node)) {
      return Standing.SKIPPED;
    }
    if (!isOnTarget(node)) {
      return Standing.PREPARING;
    }
    if (node.state() == NodeState.UP_TO_DATE) {
      return Standing.UPDATED;
    }
    if (failure(node).isPresent()) {
      return Standing.FAILED;
    }
    return switch (node.state()) {
      case DEGRADED -> Standing.FAILED;
      case STAGED -> Standing.STAGED;
      case PENDING, STAGING, REBOOTING, UP_TO_DATE -> Standing.PREPARING;
    };
  }

  /** Whether it has gone down for the target, or may any moment. */
  boolean wasTried(NodeView node) {
    NodeView.Slot slot = node.slot();
    return failure(node).isPresent()
        || (slot == null ? runsTarget(node) : isOnTarget(node) && slot.approved());
  }

  /** That is why the rollout goes back, and no reason to stop it. */
  boolean wentDownForWhatIsUndone(NodeView node) {
    NodeView.Slot slot = node.slot();
    return target.undo() != null
        && slot != null
        && !slot.approved()
        && node.readiness() != NodeView.Readiness.READY;
  }

  /** Whether somebody wants the node to be left out of this very rollout. */
  boolean isSkipped(NodeView node) {
    SkipMark skip = node.skip();
    return skip != null && skip.isAbout(digest.text());
  }

  Report.Counts counts() {
    return new Report.Counts(
        nodes.size(),
        count(Standing.UPDATED),
        count(Standing.IN_FLIGHT),
        count(Standing.STAGED),
        count(Standing.PREPARING),
        count(Standing.FAILED),
        count(Standing.SKIPPED));
  }

  private int count(Standing standing) {
    return nodes(standing).size();
  }

  private static List<String> settled(PoolView observed) {
    if (observed.started().isEmpty()) {
      return List.of();
    }
    Set<String> gone = new HashSet<>(observed.started());
    List<String> settled = new ArrayList<>();
    for (NodeView node : observed.nodes()) {
      if (gone.remove(node.name()) && isSettled(node, observed.target())) {
        settled.add(node.name());
      }
    }
    settled.addAll(gone);
    return settled.stream().sorted().toList();
  }

  /**
   * Whether the view shows the end of what was started. The slot alone does not settle it: the next
   * view may come from a worker that is behind, and must not take the node for one without a slot.
   * A failure does, since a node that has one is not started.
   */
  private static boolean isSettled(NodeView node, RolloutTarget target) {
    boolean runsTarget =
        node.desiredImage().equals(target.image()) && node.state() == NodeState.UP_TO_DATE;
    return !node.holdsSlot()
        && (runsTarget || Verdict.failureAt(node.verdict(), target.digest().text()).isPresent());
  }
}
