package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Markdown board that the Temporal Web UI shows as the run's current details. */
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
        .append(report.message())
        .append("\n\n")
        .append("| | |\n|---|---|\n");
    row(board, "Image", "`" + target.image() + "`");
    row(board, "Started", startedAt.toString());
    row(board, "Spec generation", Long.toString(target.generation()));
    row(board, "Max unavailable", target.maxUnavailable().toString());
    if (report.estimatedEnd() != null) {
      row(board, "Estimated end", report.estimatedEnd().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    people(board, report, word);
    Report.Counts counts = report.counts();
    row(
        board,
        "Nodes",
        "%d updated, %d in flight, %d staged, %d preparing, %d failed, %d in all"
                .formatted(
                    counts.updated(),
                    counts.inFlight(),
                    counts.staged(),
                    counts.preparing(),
                    counts.failed(),
                    counts.total())
            + (counts.skipped() == 0 ? "" : ", of them " + counts.skipped() + " skipped"));
    blockedBy(board, report.blockedBy());
    nodes(board, "In flight", report.inFlight());
    nodes(board, "Failed", report.failed());
    waiting(board, report.waiting());
    return board.toString();
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
    board
        .append("\n### Blocked by\n\n| Kind | Object | Since | What | Nodes | Next |\n")
        .append("|---|---|---|---|---|---|\n");
    for (BlockedBy entry : entries) {
      cells(
          board,
          entry.kind(),
          entry.object(),
          Objects.requireNonNullElse(entry.since(), ""),
          entry.message(),
          entry.nodeCount() == 0 ? "" : named(entry.nodes(), entry.nodeCount()),
          "`" + entry.nextAction() + "`");
    }
  }

  private static String named(List<String> names, int count) {
    return count + ": " + String.join(", ", names) + (count > names.size() ? ", …" : "");
  }

  private static void nodes(StringBuilder board, String title, List<NodeProgress> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    board.append("\n### ").append(title).append("\n\n| Node | State | Since |\n|---|---|---|\n");
    for (NodeProgress node : nodes) {
      cells(board, node.node(), node.state(), Objects.requireNonNullElse(node.since(), ""));
    }
  }

  private static void waiting(StringBuilder board, List<WaitingNodes> groups) {
    if (groups.isEmpty()) {
      return;
    }
    board.append("\n### Waiting\n\n| Nodes | Why | Which |\n|---|---|---|\n");
    for (WaitingNodes group : groups) {
      String more = group.count() > group.nodes().size() ? ", …" : "";
      cells(
          board,
          Integer.toString(group.count()),
          group.reason(),
          String.join(", ", group.nodes()) + more);
    }
  }

  private static void row(StringBuilder board, String name, String value) {
    cells(board, name, value);
  }

  private static void cells(StringBuilder board, String... cells) {
    board.append("| ");
    for (String cell : cells) {
      board.append(cell.replace("|", "\\|").replace('\n', ' ')).append(" | ");
    }
    board.append('\n');
  }
}
