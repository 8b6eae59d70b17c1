package dev.bootc.rollout.api;

import org.jspecify.annotations.Nullable;

/**
 * Text that others wrote: webhooks, registries, hosts, people. Before it is stored anywhere it
 * becomes one line of bounded length, without characters that do something to whoever prints it.
 */
public final class ForeignText {
  private static final String CUT = "…";

  private ForeignText() {}

  /**
   * One line of it: what does not print (control and formatting characters, half characters) and
   * white space become single blanks.
   *
   * @param longest in characters of Java; a longer text is cut and ends in {@code …}
   */
  public static String line(@Nullable String text, int longest) {
    if (text == null) {
      return "";
    }
    StringBuilder line = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length() && line.length() <= longest; ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      if (isBlank(character)) {
        gap = !line.isEmpty();
      } else {
        line.append(gap ? " " : "").appendCodePoint(character);
        gap = false;
      }
    }
    return line.length() <= longest ? line.toString() : cut(line, longest);
  }

  private static String cut(StringBuilder line, int longest) {
    int end = Math.max(0, longest - CUT.length());
    if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end).stripTrailing() + CUT;
  }

  private static boolean isBlank(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
