package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/** The updates that a rollout has started: a thin driver of the real memory of them. */
final class NodesStarted {
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final World world;
  private final Engine engine;
  private final Updates updates;
  private final String image;
  private final boolean onTheirOwn;
  private final Runnable questionChanged;
  private StartedNodes started = StartedNodes.NONE;

  /** Updates whose end this run is told of. */
  private final Set<String> children = new HashSet<>();

  /** Nodes that are forgotten at that time, since nothing comes of them any more by then. */
  private final Map<String, Instant> closing = new HashMap<>();

  /**
   * None is started yet.
   *
   * @param onTheirOwn whether nobody tells this run when an update ends, as in a large pool
   */
  NodesStarted(
      World world,
      Engine engine,
      Updates updates,
      String image,
      boolean onTheirOwn,
      Runnable questionChanged) {
    this.onTheirOwn = onTheirOwn;
    this.world = world;
    this.engine = engine;
    this.updates = updates;
    this.image = image;
    this.questionChanged = questionChanged;
  }

  StartedNodes started() {
    return started;
  }

  void settled(List<String> nodes) {
    started = started.settled(nodes);
  }

  void start(List<String> nodes) {
    nodes.forEach(this::start);
  }

  private void start(String node) {
    world.tell(node, "is started");
    started = started.started(List.of(node));
    if (!updates.start(node, image)) {
      refusedSoon(node);
    } else if (!onTheirOwn) {
      children.add(node);
    }
  }

  void adopt(List<String> slotHolders) {
    SequencedSet<String> orphans = new LinkedHashSet<>(slotHolders);
    orphans.addAll(started.names());
    if (engine.slips(Slip.ADOPTS_NOBODY)) {
      orphans.clear();
    }
    startOnceMore(orphans);
  }

  /** In case that their updates do not run: what begins only now takes no new slot. */
  void startOnceMore(Collection<String> nodes) {
    boolean all = !engine.slips(Slip.ADOPTS_ONLY_SLOT_HOLDERS);
    for (String node : nodes.stream().filter(each -> all || holdsSlot(each)).toList()) {
      if (updates.start(node, null)) {
        refusedSoon(node);
      }
    }
  }

  private boolean holdsSlot(String node) {
    return world.node(node).filter(SimulatedNode::holdsSlot).isPresent();
  }

  /**
   * The update of a child has ended.
   *
   * @param outcome empty where somebody else ended it
   */
  void closed(String node, Optional<NodeUpdateResult.Outcome> outcome) {
    if (!children.remove(node)) {
      return;
    }
    if (outcome.isEmpty()) {
      refusedSoon(node);
      return;
    }
    switch (outcome.get()) {
      case NOT_STARTED -> refused(node);
      case GONE -> refusedSoon(node);
      case UPDATED, DRAIN_TIMED_OUT -> {}
    }
  }

  private void refusedSoon(String node) {
    if (started.contains(node)) {
      closing.put(node, world.now().plus(CLOSING));
    }
  }

  void forgetClosed() {
    List<String> over =
        closing.keySet().stream()
            .filter(node -> !world.now().isBefore(closing.getOrDefault(node, world.now())))
            .toList();
    over.forEach(closing::remove);
    over.forEach(this::refused);
  }

  private void refused(String node) {
    if (started.contains(node) && !engine.slips(Slip.REMEMBERS_REFUSED_NODES)) {
      started = started.refused(node);
      questionChanged.run();
    }
  }

  void continueAsNew() {
    children.clear();
    closing.clear();
  }

  /** Those that may hold a slot or take one, as far as this run knows. */
  List<String> known() {
    SequencedSet<String> all = new LinkedHashSet<>(started.names());
    all.addAll(children);
    return List.copyOf(all);
  }

  /** Every update in flight is told to end. */
  void cancel(List<String> slotHolders) {
    SequencedSet<String> all = new LinkedHashSet<>();
    if (!engine.slips(Slip.CANCELS_ONLY_WHAT_IT_STARTED)) {
      all.addAll(slotHolders);
    }
    if (!engine.slips(Slip.CANCELS_ONLY_SLOT_HOLDERS)) {
      all.addAll(started.names());
      all.addAll(children);
    }
    all.forEach(updates::cancel);
    updates
        .notCancelled(image, known())
        .ifPresent(
            node -> Invariant.CANCEL.check(false, node + " is in flight, and was not told to end"));
  }
}
