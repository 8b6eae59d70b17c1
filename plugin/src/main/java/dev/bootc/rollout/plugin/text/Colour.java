package dev.bootc.rollout.plugin.text;

import java.util.regex.Pattern;

/** What a text is painted with, where there are colours. */
public enum Colour {
  NONE(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33");

  static final char BEGIN = '\u001b';

  /** As it is painted, on and off. */
  static final Pattern PAINT = Pattern.compile("\u001b\\[(?:0|1|2|31|32|33)m");

  private static final String ESCAPE = BEGIN + "[";

  private final String code;

  Colour(String code) {
    this.code = code;
  }

  String on(String text) {
    return code.isEmpty() || text.isBlank() ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
  }
}
