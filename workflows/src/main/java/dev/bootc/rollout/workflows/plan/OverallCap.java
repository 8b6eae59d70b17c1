package dev.bootc.rollout.workflows.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What the operator lets be unavailable of all pools together. Whoever has marked a slot counts
 * once more, with all marks of all pools that were there before its own: so two pools that plan at
 * the same time do not overshoot.
 *
 * @param limit the operator's setting
 * @param nodes nodes of all pools
 * @param away nodes of other pools that use it up, by name
 */
public record OverallCap(MaxUnavailable limit, int nodes, List<Away> away) {
  /** The flag of the operator. */
  public static final String FLAG = "--max-unavailable-overall";

  public OverallCap {
    away = List.copyOf(away);
  }

  /** Why a node of another pool is unavailable. */
  public enum Why {
    /** Its pool updates it, or has left it cordoned. */
    UPDATED,
    NOT_READY,
    /** Not by a rollout. */
    CORDONED
  }

  /** A node of another pool. */
  public record Away(String name, Why why) {}

  int most() {
    return limit.of(nodes);
  }

  /** Whether one more may be unavailable beside so many of the pool itself. */
  boolean hasRoomBeside(int own) {
    return own + away.size() < most();
  }

  /** Who uses it up, the pool's own nodes first. */
  static String text(Situation situation, OverallCap cap) {
    String asked = FLAG + " of the operator is " + cap.limit;
    if (cap.most() == 0) {
      return asked + ": no pool has slots";
    }
    List<String> users = new ArrayList<>();
    String own = Unavailable.usersOfBudget(situation);
    if (!own.isEmpty()) {
      users.add(own);
    }
    if (!cap.away.isEmpty()) {
      users.add(Wording.first(cap.away.stream().map(Away::name).toList()) + " of other pools");
    }
    return asked + ", used up by " + String.join(", ", users);
  }
}
