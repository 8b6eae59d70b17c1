package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.plugin.text.Colour;
import dev.bootc.rollout.plugin.text.Columns;
import dev.bootc.rollout.plugin.text.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Lines of one object at length, wrapped where they are too long for the terminal. */
final class Lines {
  private static final int NAME = 10;
  private static final String INDENT = "  ";
  private static final String BELOW = "      ";

  private final Terminal terminal;
  private final List<String> all = new ArrayList<>();

  Lines(Terminal terminal) {
    this.terminal = terminal;
  }

  void title(String before, String word, Colour colour) {
    all.add(terminal.paint(Colour.BOLD, clean(before)) + terminal.paint(colour, clean(word)));
  }

  void line(String text) {
    all.add(clean(text));
  }

  /** A name and what it is. */
  void fact(String name, String text) {
    String lead = INDENT + Columns.pad(name, NAME);
    wrapped(text, INDENT.length() + NAME + 1, lead + " ", Colour.NONE);
  }

  void section(String title) {
    all.add(INDENT + terminal.paint(Colour.BOLD, title));
  }

  /** What it is about, what is said of it, and something behind. */
  void item(String name, Colour colour, String text, String behind) {
    String plain = clean(name);
    String lead = INDENT + INDENT + terminal.paint(colour, plain) + INDENT;
    int taken = 3 * INDENT.length() + Columns.of(plain);
    String whole = behind.isEmpty() ? text : text + INDENT + behind;
    if (taken > terminal.width() / 2) {
      all.add(lead.stripTrailing());
      below(whole);
    } else {
      wrapped(whole, taken, lead, Colour.NONE);
    }
  }

  void item(String text) {
    wrapped(text, 2 * INDENT.length(), INDENT + INDENT, Colour.NONE);
  }

  /** More about the item. */
  void below(String text) {
    wrapped(text, BELOW.length(), BELOW, Colour.NONE);
  }

  /** In one piece, whatever the width, so that it can be copied. */
  void command(String command) {
    all.add(BELOW + "next: " + terminal.paint(Colour.BOLD, clean(command)));
  }

  private void wrapped(String text, int taken, String lead, Colour colour) {
    int width = terminal.width() == Integer.MAX_VALUE ? terminal.width() : terminal.width() - taken;
    List<String> rows = Columns.wrap(clean(text), Math.max(NAME, width));
    all.add((lead + terminal.paint(colour, rows.getFirst())).stripTrailing());
    rows.stream().skip(1).forEach(row -> all.add(" ".repeat(taken) + terminal.paint(colour, row)));
  }

  /** Before it is measured and painted. */
  private static String clean(String text) {
    return Terminal.NONE.clean(text);
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
