package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.workflows.text.HeldDrain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds, before a node is touched, the pods that can never leave it, as things are. */
public final class Preflight {
  /** One for each kind, and a few budgets: there is no second look soon. */
  private static final int MOST_REASONS = 8;

  private Preflight() {}

  /**
   * A pod of the node, with what a drain of it would meet.
   *
   * @param budgets that select it
   * @param bound its claims to volumes that no other node can use
   */
  public record Passenger(DrainedPod pod, List<DisruptionBudget> budgets, List<String> bound) {
    public Passenger {
      budgets = List.copyOf(budgets);
      bound = List.copyOf(bound);
    }
  }

  /** Who can never leave, and why; empty where all can. */
  public static Optional<String> objection(List<Passenger> passengers, DrainPolicy policy) {
    Map<String, List<String>> namesByReason = new LinkedHashMap<>();
    for (Passenger passenger : passengers) {
      if (passenger.pod().ending() == null) {
        for (String reason : reasons(passenger, policy)) {
          namesByReason
              .computeIfAbsent(reason, first -> new ArrayList<>())
              .add(passenger.pod().fullName());
        }
      }
    }
    return namesByReason.isEmpty()
        ? Optional.empty()
        : Optional.of(WaitingText.of(HeldDrain.CANNOT_LEAVE, MOST_REASONS, namesByReason));
  }

  private static List<String> reasons(Passenger passenger, DrainPolicy policy) {
    List<String> reasons = new ArrayList<>();
    policy.spares(passenger.pod()).stream().map(PodHold::why).forEach(reasons::add);
    if (!policy.overrulesBudgets()) {
      ofBudgets(passenger.budgets()).ifPresent(reasons::add);
    }
    if (!passenger.bound().isEmpty()) {
      reasons.add("its volume is on this node only, so it could run nowhere else");
    }
    return reasons;
  }

  private static Optional<String> ofBudgets(List<DisruptionBudget> budgets) {
    return budgets.size() > 1
        ? Optional.of(EvictionRefusal.TWO_BUDGETS)
        : budgets.stream()
            .filter(DisruptionBudget::allowsNone)
            .map(DisruptionBudget::text)
            .findFirst();
  }
}
