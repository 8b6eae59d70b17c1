package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.WayOn;
import dev.bootc.rollout.workflows.text.ShownText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
        .append(ShownText.in(report.message()))
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
    waysOn(board, target, report);
    nodes(board, "In flight", report.inFlight());
    nodes(board, "Failed", saidNowhereElse(report));
    waiting(board, report);
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
      board.append("Asked for by: ").append(ShownText.in(target.askedBy())).append("\n\n");
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
      String nodes = entry.nodeCount() == 0 ? "" : named(entry.nodes(), entry.nodeCount());
      item(
          board,
          "**%s**, %s%s: %s%s; **next:** `%s`"
              .formatted(
                  entry.kind(),
                  ShownText.in(entry.object()),
                  since(entry.since()),
                  // No list within a list: the Web UI shows it as one line.
                  ShownText.in(entry.message()),
                  nodes,
                  entry.nextAction()));
    }
  }

  private static void waysOn(StringBuilder board, RolloutTarget target, Report report) {
    List<WayOn> ways =
        WayOn.of(
            report.phase(),
            target.pool(),
            target.digest().text(),
            target.undo() != null,
            report.failed());
    if (!ways.isEmpty()) {
      board.append("\n### Ways on\n\n");
      ways.forEach(way -> item(board, way.when() + ": `" + way.command() + "`"));
    }
  }

  /** Slot holders that failed stand among those in flight, with the same words. */
  private static List<NodeProgress> saidNowhereElse(Report report) {
    Set<String> inFlight =
        report.inFlight().stream().map(NodeProgress::node).collect(Collectors.toSet());
    return report.failed().stream().filter(node -> !inFlight.contains(node.node())).toList();
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
      String state = ShownText.in(node.state());
      item(board, "**" + node.node() + "**" + since(node.since()) + ": " + state);
    }
  }

  private static void waiting(StringBuilder board, Report report) {
    if (report.waiting().isEmpty()) {
      return;
    }
    board.append("\n### Waiting\n\n");
    for (WaitingNodes group : report.waiting()) {
      boolean said = report.message().startsWith(group.reason());
      String why = said ? "for the reason at the top" : ShownText.in(group.reason());
      item(board, why + named(group.nodes(), group.count()));
    }
  }

  private static String since(@Nullable String since) {
    return since == null ? "" : ", since " + since;
  }

  private static void item(StringBuilder board, String text) {
    board.append("- ").append(text.replace('\n', ' ')).append('\n');
  }

  private static void row(StringBuilder board, String name, String value) {
    item(board, name + ": " + ShownText.in(value));
  }
}
