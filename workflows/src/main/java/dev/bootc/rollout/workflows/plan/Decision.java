package dev.bootc.rollout.workflows.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the planner decided for a pool, before it is put into words: the orders cost little, and are
 * wanted far more often than the report.
 */
public final class Decision {
  private final Situation before;
  private final Brakes brakes;
  private final Candidates.Choice choice;
  private final Patience patience;

  Decision(Situation before, Brakes brakes, Candidates.Choice choice, Patience patience) {
    this.before = before;
    this.brakes = brakes;
    this.choice = choice;
    this.patience = patience;
  }

  /** When it changes although nothing is seen; empty where only events matter. */
  public Optional<Instant> holdsUntil() {
    return Stream.of(brakes.holdsUntil(), patience.ends())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Whether every node is updated that somebody does not leave out. */
  public boolean isComplete() {
    return before.counts().areDone();
  }

  /** Nodes that were started and hold no slot: they take it now, or nobody brings them on. */
  public List<String> missing() {
    return before.nodes(Standing.IN_FLIGHT).stream()
        .filter(node -> !node.holdsSlot())
        .map(NodeView::name)
        .toList();
  }

  /**
   * Nodes that hold a slot and were not started: the run before did, somebody ended their update,
   * or another operator took the slot. In the latter cases nobody brings them on.
   */
  public List<String> unexplained() {
    return before.nodes(Standing.IN_FLIGHT).stream()
        .filter(node -> !before.isStarted(node))
        .map(NodeView::name)
        .toList();
  }

  /** What is to be done; nobody is adopted. */
  public Orders orders() {
    return orders(List.of());
  }

  /** What is to be done, and every node in flight adopted. */
  public Orders ordersAndAdoption() {
    return orders(before.nodes(Standing.IN_FLIGHT).stream().map(NodeView::name).toList());
  }

  /** What is to be done, and those nodes adopted. */
  public Orders orders(List<String> adopt) {
    return new Orders(
        brakes.staging().given().size(),
        choice.start().stream().limit(RolloutPlanner.MOST_STARTS).toList(),
        adopt,
        before.settled());
  }

  /** Where the rollout is once that is done. */
  public Report report() {
    Situation situation = before.withStarted(choice.start());
    Brakes then = brakes.once(situation);
    List<WaitingGroup> waiting = WaitingGroup.of(situation, choice, then);
    return new Report(
        PhaseChoice.of(situation, then),
        situation.counts(),
        Message.of(situation, then, waiting),
        then.pauses().first().orElse(null),
        NodeReports.inFlight(situation),
        waiting.stream().map(WaitingGroup::report).toList(),
        NodeReports.failed(situation),
        Obstacles.of(situation, then, patience, waiting),
        then.halt().isByThisDigest(),
        EstimatedEnd.of(situation, then).orElse(null));
  }
}
