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
        .append(heldUpBy(report))
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
    counts(board, report);
    blockedBy(board, report);
    waysOn(board, target, report);
    nodes(board, "In flight", report.inFlight());
    nodes(board, "Failed", saidNowhereElse(report));
    waiting(board, report);
    return board.toString();
  }

  /** A phase says that a rollout goes on; that it stands all the same must not be overlooked. */
  private static String heldUpBy(Report report) {
    return switch (report.phase()) {
      case STAGING, ROLLING -> report.weightiest().map(kind -> ", held up by " + kind).orElse("");
      case PAUSED,
          WAITING_FOR_APPROVAL,
          HALTED,
          BLOCKED,
          COMPLETED,
          ROLLED_BACK,
          SUPERSEDED,
          CANCELLED ->
          "";
    };
  }

  /** Of a run that somebody ended nobody has counted them since. */
  private static void counts(StringBuilder board, Report report) {
    Report.Counts counts = report.counts();
    if (counts.total() == 0) {
      return;
    }
    row(
        board,
        "Nodes",
        "%d updated, %d in flight%s, %d staged, %d preparing, %d failed outside a slot, %d in all"
                .formatted(
                    counts.updated(),
                    counts.inFlight(),
                    failedInFlight(report),
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

  private static void blockedBy(StringBuilder board, Report report) {
    if (report.blockedBy().isEmpty()) {
      return;
    }
    board.append("\n### Blocked by\n\n");
    for (BlockedBy entry : report.blockedBy()) {
      String nodes = entry.nodeCount() == 0 ? "" : named(entry.nodes(), entry.nodeCount());
      item(
          board,
          "**%s**, %s%s: %s%s; **next:** `%s`"
              .formatted(
                  entry.kind(),
                  ShownText.in(entry.object()),
                  since(entry.since()),
                  // No list within a list: the Web UI shows it as one line.
                  unlessSaid(report, entry.message()),
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

  /** Both lists are bounded: of more in flight than are listed nobody says how many failed. */
  private static String failedInFlight(Report report) {
    int failed = report.failed().size() - saidNowhereElse(report).size();
    return failed == 0 || report.inFlight().size() < report.counts().inFlight()
        ? ""
        : " (" + failed + " of them failed)";
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
      item(board, unlessSaid(report, group.reason()) + named(group.nodes(), group.count()));
    }
  }

  /** What the board begins with is not said again, nor a part of it that was cut. */
  private static String unlessSaid(Report report, String text) {
    String begin = text.endsWith("…") ? text.substring(0, text.length() - 1) : text;
    return !begin.isEmpty() && report.message().startsWith(begin)
        ? "for the reason at the top"
        : ShownText.in(text);
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
