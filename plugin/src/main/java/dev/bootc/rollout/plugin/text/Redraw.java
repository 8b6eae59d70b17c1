package dev.bootc.rollout.plugin.text;

import java.io.PrintStream;
import java.util.List;

/** Lines that are printed over those of before, on a terminal that can. */
public final class Redraw {
  private static final String ESCAPE = "\u001b[";
  private static final String ESCAPES = "\u001b\\[[0-9;]*m";

  private final PrintStream out;
  private final Terminal terminal;
  private int rows;

  public Redraw(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** As many of them as the terminal has rows: what has scrolled away cannot be printed over. */
  public void show(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (rows > 0) {
      text.append(ESCAPE).append(rows).append('A').append(ESCAPE).append('J');
    }
    rows = 0;
    for (String line : lines) {
      int taken = rowsOf(line);
      if (rows + taken >= terminal.height()) {
        break;
      }
      text.append(terminal.clean(line)).append('\n');
      rows += taken;
    }
    out.print(text);
    out.flush();
  }

  private int rowsOf(String line) {
    int columns = Columns.of(line.replaceAll(ESCAPES, ""));
    return Math.max(1, Math.ceilDiv(columns, terminal.width()));
  }
}
