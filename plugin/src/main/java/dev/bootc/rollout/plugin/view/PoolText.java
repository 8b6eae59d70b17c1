package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.plugin.text.Ages;
import dev.bootc.rollout.plugin.text.Colour;
import dev.bootc.rollout.plugin.text.Terminal;
import dev.bootc.rollout.workflows.plan.WayOn;
import java.time.Instant;
import java.util.List;

/** One pool at length: where it is, and all that is in the way with the next command. */
public final class PoolText {
  private final PoolView pool;
  private final Instant now;
  private final Lines lines;

  private PoolText(PoolView pool, Instant now, Terminal terminal) {
    this.pool = pool;
    this.now = now;
    this.lines = new Lines(terminal);
  }

  /** Where it is, what is in the way, who has failed, who is in flight, who waits and why. */
  public static List<String> status(
      PoolView pool, OperatorLife operator, Instant now, Terminal terminal) {
    PoolText text = new PoolText(pool, now, terminal);
    text.head();
    text.facts();
    text.operator(operator);
    // Before the lists, which may be longer than a terminal is high.
    text.blockedBy();
    text.nodes("Failed", pool.failed(), Colour.RED);
    text.nodes("In flight", pool.inFlight(), Colour.NONE);
    text.waiting();
    return text.lines.all();
  }

  /** What is in the way, and else why those wait that wait. */
  public static List<String> why(
      PoolView pool, OperatorLife operator, Instant now, Terminal terminal) {
    PoolText text = new PoolText(pool, now, terminal);
    text.head();
    text.lines.fact("why", StatusTable.why(pool));
    if (!pool.health().equals(PoolConditions.HEALTHY)) {
      text.lines.fact("degraded", pool.health() + ": " + pool.problem());
    }
    text.operator(operator);
    text.blockedBy();
    text.waysOn();
    if (pool.blockedBy().isEmpty() && !operator.isDead(now)) {
      text.lines.line(
          "  Nothing is in the way" + (pool.upToDate() ? ": every node runs the image." : "."));
    }
    text.nodes("In flight", pool.inFlight(), Colour.NONE);
    text.nodes("Failed", pool.failed(), Colour.RED);
    text.waiting();
    return text.lines.all();
  }

  private void head() {
    String phase = pool.phase().isEmpty() ? "says nothing yet" : pool.phase();
    lines.title("pool " + pool.name() + ": ", phase, StatusTable.colour(pool));
  }

  private void operator(OperatorLife operator) {
    if (operator.isDead(now)) {
      lines.section("No operator is alive");
      lines.below(operator.text(now));
      lines.command(OperatorLife.NEXT);
    } else if (!operator.isKnown()) {
      lines.fact("operator", operator.text(now));
    }
  }

  private void facts() {
    lines.fact("image", pool.image());
    if (pool.targetDigest() != null && !pool.image().contains(pool.targetDigest())) {
      lines.fact("target", pool.targetDigest());
    }
    lines.fact("updated", StatusTable.updated(pool));
    lines.fact("in flight", StatusTable.inFlight(pool) + " allowed");
    lines.fact("waiting", Integer.toString(pool.waitingCount()));
    if (pool.startedAt() != null) {
      lines.fact("started", Ages.since(pool.startedAt(), now));
    }
    if (pool.estimatedEnd() != null) {
      lines.fact("end", pool.estimatedEnd() + " (" + StatusTable.end(pool, now) + ")");
    }
    lines.fact("why", StatusTable.why(pool));
    if (!pool.health().equals(PoolConditions.HEALTHY)) {
      lines.fact("degraded", pool.health() + ": " + pool.problem());
    }
  }

  private void nodes(String title, List<NodeProgress> nodes, Colour colour) {
    if (nodes.isEmpty()) {
      return;
    }
    lines.section(title);
    for (NodeProgress node : nodes) {
      lines.item(node.node(), colour, PoolView.line(node.state()), Ages.since(node.since(), now));
    }
  }

  private void waiting() {
    if (pool.waiting().isEmpty()) {
      return;
    }
    lines.section("Waiting");
    for (WaitingNodes group : pool.waiting()) {
      lines.item(
          Integer.toString(group.count()),
          Colour.NONE,
          PoolView.line(group.reason()),
          named(group.nodes(), group.count()));
    }
  }

  private void blockedBy() {
    if (pool.blockedBy().isEmpty()) {
      return;
    }
    lines.section("Blocked by");
    for (BlockedBy entry : pool.blockedBy()) {
      blockedBy(entry, lines, now);
    }
  }

  private void waysOn() {
    if (pool.waysOn().isEmpty()) {
      return;
    }
    lines.section("Ways on");
    for (WayOn way : pool.waysOn()) {
      lines.item(way.when());
      lines.command(way.command());
    }
  }

  /** The same words for the pool and for one node. */
  static void blockedBy(BlockedBy entry, Lines lines, Instant now) {
    String nodes =
        entry.nodeCount() == 0
            ? ""
            : entry.nodeCount() == 1
                ? "1 node: " + String.join(", ", entry.nodes())
                : entry.nodeCount() + " nodes: " + named(entry.nodes(), entry.nodeCount());
    lines.item(entry.kind(), Colour.RED, entry.object(), Ages.since(entry.since(), now));
    lines.below(PoolView.line(entry.message()));
    if (!nodes.isEmpty()) {
      lines.below(nodes);
    }
    lines.command(PoolView.line(entry.nextAction()));
  }

  private static String named(List<String> names, int count) {
    return String.join(", ", names) + (count > names.size() ? ", …" : "");
  }
}
