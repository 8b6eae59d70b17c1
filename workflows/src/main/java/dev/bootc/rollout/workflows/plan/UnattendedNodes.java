package dev.bootc.rollout.workflows.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Nodes of one pool in flight that perhaps nobody brings on, and when each is to be named: some
 * time after it was seen first, and again from time to time.
 *
 * @param missing started nodes without a slot: one for long may have been refused it, and nobody
 *     says so
 * @param unexplained slot holders whose slot their run has not given: it may be of the run before,
 *     whose update goes on, or another operator took it while nobody looked, and it has no update
 *     at all
 */
public record UnattendedNodes(Map<String, Instant> missing, Map<String, Instant> unexplained) {
  /** Where nobody has looked yet. */
  public static final UnattendedNodes NONE = new UnattendedNodes(Map.of(), Map.of());

  /** A started node takes its slot within this time. */
  private static final Duration SLOT_IS_TAKEN_WITHIN = Duration.ofSeconds(10);

  /** A slot that ends is seen to end within this time. */
  private static final Duration SLOT_IS_EXPLAINED_WITHIN = Duration.ofSeconds(10);

  /** Longer than the run itself waits until it adopts all of them once more. */
  private static final Duration LEFT_TO_THE_RUN = Duration.ofMinutes(10);

  public UnattendedNodes {
    missing = Map.copyOf(missing);
    unexplained = Map.copyOf(unexplained);
  }

  /**
   * What one look gives.
   *
   * @param named those whose updates are to be started, in case that they do not run
   * @param next what the next look is asked of
   */
  public record Look(List<String> named, UnattendedNodes next) {
    public Look {
      named = List.copyOf(named);
    }
  }

  /** Those that are not suspect any more are forgotten. */
  public Look look(Decision decided, Instant now) {
    Map<String, Instant> slotless = due(decided.missing(), missing, now.plus(SLOT_IS_TAKEN_WITHIN));
    Map<String, Instant> holders =
        due(decided.unexplained(), unexplained, now.plus(SLOT_IS_EXPLAINED_WITHIN));
    List<String> named = new ArrayList<>(overdue(decided.missing(), slotless, now));
    named.addAll(overdue(decided.unexplained(), holders, now));
    return new Look(
        named,
        new UnattendedNodes(
            again(slotless, now, now.plus(SLOT_IS_TAKEN_WITHIN)),
            again(holders, now, now.plus(LEFT_TO_THE_RUN))));
  }

  /** All that are in flight are being adopted. */
  public UnattendedNodes adopted(Decision decided, Instant now) {
    return new UnattendedNodes(
        missing, due(decided.unexplained(), Map.of(), now.plus(LEFT_TO_THE_RUN)));
  }

  private static Map<String, Instant> due(
      List<String> suspects, Map<String, Instant> before, Instant first) {
    return suspects.stream()
        .collect(Collectors.toMap(Function.identity(), node -> before.getOrDefault(node, first)));
  }

  private static List<String> overdue(
      List<String> suspects, Map<String, Instant> due, Instant now) {
    return suspects.stream().filter(node -> !now.isBefore(due.getOrDefault(node, now))).toList();
  }

  private static Map<String, Instant> again(Map<String, Instant> due, Instant now, Instant next) {
    return due.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, at -> now.isBefore(at.getValue()) ? at.getValue() : next));
  }
}
