package dev.bootc.rollout.playground.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the story appears: on a terminal as a board that is redrawn in place below what was said,
 * anywhere else as lines that are appended when they change.
 */
final class Screen {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final String ESCAPE = "\u001b[";
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final boolean redraws;
  private final int width;
  private final Clock clock;
  private List<String> board = List.of();
  private int drawn;

  /**
   * @param clock with the time zone in which times are shown
   */
  Screen(PrintStream out, boolean redraws, int width, Clock clock) {
    this.out = out;
    this.redraws = redraws;
    this.width = Math.max(width, 2 * INDENT.length());
    this.clock = clock;
  }

  /** Says something that stays. */
  synchronized void say(String line) {
    erase();
    out.println(TIME.format(LocalTime.now(clock)) + "  " + line);
    draw();
  }

  /** Prints text as it is. */
  synchronized void print(String text) {
    erase();
    out.print(text);
    draw();
  }

  /** Shows the board as it is now. */
  synchronized void show(List<String> lines) {
    if (lines.equals(board)) {
      return;
    }
    if (redraws) {
      erase();
      board = List.copyOf(lines);
      draw();
    } else {
      List<String> changed = new ArrayList<>(lines);
      changed.removeAll(board);
      board = List.copyOf(lines);
      changed.forEach(line -> out.println(TIME.format(LocalTime.now(clock)) + "  " + line));
      out.flush();
    }
  }

  /** What was shown last stays, and nothing is redrawn over it. */
  synchronized void settle() {
    drawn = 0;
    board = List.of();
  }

  private void erase() {
    if (drawn > 0) {
      out.print(ESCAPE + drawn + "A" + ESCAPE + "J");
      drawn = 0;
    }
  }

  private void draw() {
    if (redraws && !board.isEmpty()) {
      out.println();
      List<String> rows = board.stream().flatMap(line -> rows(line).stream()).toList();
      rows.forEach(out::println);
      drawn = rows.size() + 1;
    }
    out.flush();
  }

  /** The terminal's own wrapping would not be counted, and so not be erased. */
  private List<String> rows(String line) {
    List<String> rows = new ArrayList<>();
    String rest = line;
    while (rest.length() >= width) {
      int space = rest.lastIndexOf(' ', width - 1);
      int end = space > INDENT.length() ? space : width - 1;
      rows.add(rest.substring(0, end).stripTrailing());
      rest = INDENT + rest.substring(end).strip();
    }
    rows.add(rest);
    return rows;
  }
}
