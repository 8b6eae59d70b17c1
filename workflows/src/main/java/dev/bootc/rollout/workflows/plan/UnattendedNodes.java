package dev.bootc.rollout.workflows.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Nodes of one pool in flight that perhaps nobody brings on, and since when, as far as this process
 * has seen.
 *
 * <ul>
 *   <li>One that was started and shows no slot for long may have been refused it, and nobody says
 *       so.
 *   <li>One that holds a slot which its run has not given may be of the run before, whose update
 *       goes on, or another operator took it while nobody looked, and has no update at all.
 * </ul>
 */
public final class UnattendedNodes {
  /** A started node takes its slot within this time. */
  private static final Duration SLOT_IS_TAKEN_WITHIN = Duration.ofSeconds(10);

  /** A slot that ends is seen to end within this time. */
  private static final Duration SLOT_IS_EXPLAINED_WITHIN = Duration.ofSeconds(10);

  /** Longer than the run itself waits until it adopts all of them once more. */
  private static final Duration LEFT_TO_THE_RUN = Duration.ofMinutes(10);

  private final Suspects missing = new Suspects(SLOT_IS_TAKEN_WITHIN, SLOT_IS_TAKEN_WITHIN);
  private final Suspects unexplained = new Suspects(SLOT_IS_EXPLAINED_WITHIN, LEFT_TO_THE_RUN);

  /** Those whose updates are to be started, in case that they do not run. */
  public synchronized List<String> toBeAdopted(Decision decided, Instant now) {
    List<String> named = new ArrayList<>(missing.due(decided.missing(), now));
    named.addAll(unexplained.due(decided.unexplained(), now));
    return List.copyOf(named);
  }

  /** All that are in flight are being adopted. */
  public synchronized void adopted(Decision decided, Instant now) {
    unexplained.wereNamed(decided.unexplained(), now);
  }

  /** Each is named some time after it was seen first, and again from time to time. */
  private static final class Suspects {
    private final Duration after;
    private final Duration again;
    private final Map<String, Instant> due = new HashMap<>();

    Suspects(Duration after, Duration again) {
      this.after = after;
      this.again = again;
    }

    /**
     * @param all that are suspect now; the others are forgotten
     */
    List<String> due(List<String> all, Instant now) {
      due.keySet().retainAll(new HashSet<>(all));
      List<String> named =
          all.stream()
              .filter(node -> !now.isBefore(due.computeIfAbsent(node, _ -> now.plus(after))))
              .toList();
      named.forEach(node -> due.put(node, now.plus(again)));
      return named;
    }

    void wereNamed(List<String> all, Instant now) {
      due.keySet().retainAll(new HashSet<>(all));
      all.forEach(node -> due.put(node, now.plus(again)));
    }
  }
}
