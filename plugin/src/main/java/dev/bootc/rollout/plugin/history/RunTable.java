package dev.bootc.rollout.plugin.history;

import dev.bootc.rollout.plugin.text.Table;
import dev.bootc.rollout.plugin.text.Table.Cell;
import dev.bootc.rollout.plugin.text.Terminal;
import java.util.List;

/** Runs in a line each. */
public final class RunTable {
  private static final String NOTHING = "-";
  private static final int SHORT_DIGEST = "sha256:".length() + 12;

  private RunTable() {}

  public static List<String> lines(List<Run> runs, Terminal terminal) {
    Table table = new Table("STARTED", "ENDED", "STATUS", "PHASE", "DIGEST", "WORKFLOW", "RUN");
    for (Run run : runs) {
      table.row(
          Cell.of(run.started()),
          Cell.of(run.ended() == null ? NOTHING : run.ended()),
          Cell.of(run.status()),
          Cell.of(run.phase().isEmpty() ? NOTHING : run.phase()),
          Cell.of(shortDigest(run.digest())),
          Cell.of(run.workflowId()),
          Cell.of(run.runId()));
    }
    return table.lines(terminal);
  }

  private static String shortDigest(String digest) {
    return digest.isEmpty()
        ? NOTHING
        : digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
  }
}
