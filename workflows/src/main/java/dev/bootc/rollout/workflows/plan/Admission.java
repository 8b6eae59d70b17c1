package dev.bootc.rollout.workflows.plan;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Asks the planner once more about single nodes, whoever says that they are to be started: would it
 * start them now, by what is seen of the pool at this moment? Made once for a view, and asked as
 * often as there are nodes.
 *
 * <p>Names are no reason: of two nodes alike the planner starts the one whose name comes first, but
 * either may have been chosen before the other was there.
 */
public final class Admission {
  private final Situation situation;
  private final Brakes brakes;
  private final Candidates candidates;

  private Admission(Situation situation, Brakes brakes, Instant now) {
    this.situation = situation;
    this.brakes = brakes;
    this.candidates = Candidates.of(situation, brakes.first(situation), brakes.steps(), now);
  }

  /** For a pool observed at {@code now}. Those that were started count as taken. */
  public static Admission of(PoolView observed, Instant now) {
    Situation situation = Situation.of(observed);
    return new Admission(situation, Brakes.of(observed, situation, now), now);
  }

  /** When an answer changes although nothing is seen; empty where only events matter. */
  public Optional<Instant> holdsUntil() {
    return brakes.holdsUntil();
  }

  /**
   * Why the node would not be started now; empty where it would.
   *
   * @param admitted nodes that were admitted and whose slots are not seen yet
   */
  public Optional<String> refusal(String name, Collection<String> admitted) {
    Optional<NodeView> known = situation.node(name);
    if (known.isEmpty()) {
      return Optional.of("the node is not known to be in the pool");
    }
    NodeView node = known.get();
    Standing standing = situation.standingOf(node);
    if (standing != Standing.STAGED) {
      return Optional.of("the planner sees it as " + standing + ", not as staged");
    }
    List<NodeView> others =
        admitted.stream()
            .filter(other -> !other.equals(name))
            .flatMap(other -> situation.node(other).stream())
            .filter(other -> !situation.isTaken(other))
            .toList();
    return inWords(candidates.before(node, others).holdsBack(node));
  }

  /**
   * Why a node that has marked its slot must not go on, and gives the mark back; empty where it
   * may. All other marks count: of two that were made at the same time both may have to go.
   */
  public Optional<String> objection(String name) {
    return situation
        .node(name)
        .filter(NodeView::holdsSlot)
        .map(holder -> inWords(candidates.keepsFromGoingDown(holder)))
        .orElseGet(() -> Optional.of("its slot is not seen in the pool"));
  }

  private Optional<String> inWords(Optional<WaitReason> reason) {
    return reason.map(why -> WaitingGroup.text(why, situation, brakes));
  }
}
