package dev.bootc.rollout.plugin.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings, as wide as the terminal lets them be: the last column, which says the most,
 * gives way first, then whichever is the widest.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;
  private static final int NARROWEST_LAST = 12;

  private final List<List<Cell>> rows = new ArrayList<>();

  /** One place of it. */
  public record Cell(String text, Colour colour) {
    public Cell {
      // Before it is measured.
      text = Terminal.NONE.clean(text);
    }

    public static Cell of(String text) {
      return new Cell(text, Colour.NONE);
    }
  }

  public Table(String... headings) {
    rows.add(List.of(headings).stream().map(heading -> new Cell(heading, Colour.BOLD)).toList());
  }

  /** Of as many cells as there are headings. */
  public void row(Cell... cells) {
    rows.add(List.of(cells));
  }

  public List<String> lines(Terminal terminal) {
    int[] widths = widths(terminal.width());
    return rows.stream().map(row -> line(row, widths, terminal)).toList();
  }

  private int[] widths(int most) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<Cell> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Columns.of(row.get(i).text()));
      }
    }
    while (total(widths) > most && narrowed(widths)) {
      // One column narrower each time.
    }
    return widths;
  }

  private static long total(int[] widths) {
    long total = (long) GAP.length() * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  private static boolean narrowed(int[] widths) {
    if (widths[widths.length - 1] > NARROWEST_LAST) {
      widths[widths.length - 1]--;
      return true;
    }
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      widest = widths[i] >= widths[widest] ? i : widest;
    }
    if (widths[widest] <= NARROWEST) {
      return false;
    }
    widths[widest]--;
    return true;
  }

  private static String line(List<Cell> row, int[] widths, Terminal terminal) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = row.get(i);
      String text = Columns.cut(cell.text(), widths[i]);
      boolean last = i == widths.length - 1;
      line.append(terminal.paint(cell.colour(), text));
      line.append(last ? "" : " ".repeat(widths[i] - Columns.of(text)) + GAP);
    }
    return line.toString().stripTrailing();
  }
}
