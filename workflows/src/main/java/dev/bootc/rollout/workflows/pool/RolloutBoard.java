package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.text.ShownCommands;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Markdown board that the Temporal Web UI shows as the run's current details: in half a page,
 * so whatever may be long is a line that wraps, since it cuts wide tables.
 */
final class RolloutBoard {
  private RolloutBoard() {}

  static String render(
      RolloutTarget target, Instant startedAt, Report report, @Nullable String word) {
    StringBuilder board = new StringBuilder(1024);
    board
        .append("## Pool `")
        .append(target.pool())
        .append("`: ")
        .append(report.phase().text())
        .append("\n\n")
        .append(ShownCommands.in(report.message()))
        .append("\n\n");
    image(board, target);
    row(board, "Started", startedAt.toString());
    row(board, "Spec generation", Long.toString(target.generation()));
    row(board, "Max unavailable", target.maxUnavailable().toString());
    if (report.estimatedEnd() != null) {
      row(board, "Estimated end", report.estimatedEnd().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    people(board, report, word);
    counts(board, report.counts());
    blockedBy(board, report.blockedBy());
    nodes(board, "In flight", report.inFlight());
    nodes(board, "Failed", report.failed());
    waiting(board, report.waiting());
    return board.toString();
  }

  /** Of a run that somebody ended nobody has counted them since. */
  private static void counts(StringBuilder board, Report.Counts counts) {
    if (counts.total() == 0) {
      return;
    }
    row(
        board,
        "Nodes",
        "%d updated, %d in flight, %d staged, %d preparing, %d failed outside a slot, %d in all"
                .formatted(
                    counts.updated(),
                    counts.inFlight(),
                    counts.staged(),
                    counts.preparing(),
                    counts.failed(),
                    counts.total())
            + (counts.skipped() == 0 ? "" : ", of them " + counts.skipped() + " skipped"));
  }

  /** What took over, for the board of a run that ended for it; empty where nothing did. */
  static String successor(@Nullable RolloutTarget successor) {
    if (successor == null) {
      return "";
    }
    StringBuilder board = new StringBuilder("\n### Took over\n\n");
    image(board, successor);
    return board.toString();
  }

  private static void image(StringBuilder board, RolloutTarget target) {
    board.append("Image: `").append(target.image()).append("`\n\n");
    if (target.askedBy() != null) {
      board.append("Asked for by: ").append(target.askedBy()).append("\n\n");
    }
  }

  private static void people(StringBuilder board, Report report, @Nullable String word) {
    if (report.pause() != null) {
      row(board, "Paused", report.pause().text());
    }
    if (word != null) {
      row(board, "Told last", word);
    }
  }

  private static void blockedBy(StringBuilder board, List<BlockedBy> entries) {
    if (entries.isEmpty()) {
      return;
    }
    board.append("\n### Blocked by\n\n");
    for (BlockedBy entry : entries) {
      String what =
          "**%s**, %s%s: %s"
              .formatted(entry.kind(), entry.object(), since(entry.since()), entry.message());
      String nodes = entry.nodeCount() == 0 ? "" : named(entry.nodes(), entry.nodeCount());
      // No list within a list: the Web UI shows it as one line.
      item(board, ShownCommands.in(what) + nodes + "; **next:** `" + entry.nextAction() + "`");
    }
  }

  private static String named(List<String> names, int count) {
    String more = count > names.size() ? ", …" : "";
    return "; nodes: %d (%s%s)".formatted(count, String.join(", ", names), more);
  }

  private static void nodes(StringBuilder board, String title, List<NodeProgress> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    board.append("\n### ").append(title).append("\n\n");
    for (NodeProgress node : nodes) {
      item(board, "**" + node.node() + "**" + since(node.since()) + ": " + node.state());
    }
  }

  private static void waiting(StringBuilder board, List<WaitingNodes> groups) {
    if (groups.isEmpty()) {
      return;
    }
    board.append("\n### Waiting\n\n");
    for (WaitingNodes group : groups) {
      item(board, group.reason() + named(group.nodes(), group.count()));
    }
  }

  private static String since(@Nullable String since) {
    return since == null ? "" : ", since " + since;
  }

  private static void item(StringBuilder board, String text) {
    board.append("- ").append(ShownCommands.in(text).replace('\n', ' ')).append('\n');
  }

  private static void row(StringBuilder board, String name, String value) {
    item(board, name + ": " + value);
  }
}
