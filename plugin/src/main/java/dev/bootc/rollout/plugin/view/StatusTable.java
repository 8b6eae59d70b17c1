package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.text.Ages;
import dev.bootc.rollout.plugin.text.Colour;
import dev.bootc.rollout.plugin.text.Table;
import dev.bootc.rollout.plugin.text.Table.Cell;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All pools, one line each, in the words of {@code kubectl get bnp}. */
public final class StatusTable {
  /** Said of a pool that no operator has looked at as it is now. */
  static final String NOT_OBSERVED =
      "no operator has looked at the spec as it is now yet; if that stays: kubectl get pods -A -l"
          + " app.kubernetes.io/part-of=bootc-rollout,app.kubernetes.io/component=operator";

  private static final int SHORT_DIGEST = 12;

  /** With fewer columns nothing is left for the last one. */
  private static final int WIDE = 120;

  private static final String NOTHING = "-";

  private StatusTable() {}

  /** On a narrow terminal without what {@code status POOL} says as well. */
  public static List<String> lines(List<PoolView> pools, Instant now, Terminal terminal) {
    boolean narrow = terminal.width() < WIDE;
    Table table = new Table(headings(narrow));
    for (PoolView pool : pools) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(pool.name()));
      if (!narrow) {
        cells.add(Cell.of(shortImage(pool.image())));
      }
      cells.add(new Cell(pool.phase().isEmpty() ? NOTHING : pool.phase(), colour(pool)));
      cells.add(Cell.of(updated(pool)));
      cells.add(Cell.of(inFlight(pool)));
      if (!narrow) {
        cells.add(Cell.of(Integer.toString(pool.waitingCount())));
      }
      cells.add(
          new Cell(
              blocked(pool.blockedBy()), pool.blockedBy().isEmpty() ? Colour.NONE : Colour.RED));
      cells.add(Cell.of(end(pool, now)));
      cells.add(Cell.of(why(pool)));
      table.row(cells.toArray(Cell[]::new));
    }
    return table.lines(terminal);
  }

  private static String[] headings(boolean narrow) {
    return narrow
        ? new String[] {"POOL", "PHASE", "UPDATED", "FLIGHT", "BLOCKED", "END", "WHY"}
        : new String[] {
          "POOL", "IMAGE", "PHASE", "UPDATED", "IN-FLIGHT", "WAITING", "BLOCKED", "END", "WHY"
        };
  }

  /** The last part of its name, with tag or the first digits of its digest. */
  static String shortImage(String ref) {
    String name = ref.substring(ref.lastIndexOf('/') + 1);
    int digest = name.indexOf("@sha256:");
    int end = digest + "@sha256:".length() + SHORT_DIGEST;
    return digest < 0 || name.length() <= end ? name : name.substring(0, end);
  }

  /** What was counted before the spec was changed says nothing. */
  static String updated(PoolView pool) {
    return (pool.observed() ? pool.updated() : "?") + "/" + pool.nodes();
  }

  static String inFlight(PoolView pool) {
    return pool.inFlight().size() + "/" + (pool.allowed() == null ? "?" : pool.allowed());
  }

  static String end(PoolView pool, Instant now) {
    return Ages.time(pool.estimatedEnd()).map(end -> Ages.until(end, now)).orElse(NOTHING);
  }

  static String why(PoolView pool) {
    return pool.observed() ? pool.message() : NOT_OBSERVED;
  }

  private static String blocked(List<BlockedBy> entries) {
    if (entries.isEmpty()) {
      return NOTHING;
    }
    String more = entries.size() == 1 ? "" : " +" + (entries.size() - 1);
    return entries.getFirst().kind() + more;
  }

  static Colour colour(PoolView pool) {
    return pool.knownPhase().map(StatusTable::colour).orElse(Colour.NONE);
  }

  private static Colour colour(RolloutPhase phase) {
    return switch (phase) {
      case COMPLETED -> Colour.GREEN;
      case HALTED, BLOCKED, ROLLED_BACK, CANCELLED -> Colour.RED;
      case PAUSED, WAITING_FOR_APPROVAL -> Colour.YELLOW;
      case STAGING, ROLLING, SUPERSEDED -> Colour.NONE;
    };
  }
}
