package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.workflows.text.Listed;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the nodes in flight of a rollout that was cancelled.
 *
 * @param cancelledBy who asked for it, by the name that they gave themselves
 * @param restored nodes that hold no slot any more
 * @param rebooting those among them whose reboot had been approved
 * @param left nodes that hold their slot still, each with why
 */
public record Settled(
    String cancelledBy, List<String> restored, List<String> rebooting, List<String> left) {
  private static final int SHOWN = 3;

  public Settled {
    restored = List.copyOf(restored);
    rebooting = List.copyOf(rebooting);
    left = List.copyOf(left);
  }

  /** One line for the status of that pool. */
  public String text(String pool) {
    List<String> parts = new ArrayList<>();
    parts.add("cancelled by " + cancelledBy);
    if (restored.isEmpty() && left.isEmpty()) {
      parts.add("no node was in flight");
    }
    if (!restored.isEmpty()) {
      parts.add(restored.size() + " in flight restored (" + first(restored) + ")");
    }
    // An approval that was carried out already cannot be taken back.
    if (!rebooting.isEmpty()) {
      parts.add("had leave to reboot, and may come back from that: " + first(rebooting));
    }
    if (!left.isEmpty()) {
      parts.add(left.size() + " not restored: " + first(left));
    }
    parts.add("not started again before the spec changes, or by " + Resumption.command(pool));
    return String.join("; ", parts);
  }

  private static String first(List<String> names) {
    return Listed.first(SHOWN, ", ", names);
  }
}
