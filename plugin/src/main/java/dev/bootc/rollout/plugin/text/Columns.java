package dev.bootc.rollout.plugin.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many columns of a terminal a text takes, and cuts by that: a letter of an East Asian script
 * takes two, an accent none, and what a person sees as one sign is never cut in two.
 */
public final class Columns {
  private static final String CUT = "…";

  /** Of Unicode's wide and full-width letters; emoji are known to Java. */
  private static final int[][] WIDE = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf},
    {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3},
    {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6},
    {0x1f200, 0x1f2ff}, {0x20000, 0x3fffd}
  };

  private static final int LAST_OF_ASCII = 0x7e;
  private static final int AS_EMOJI = 0xfe0f;

  private Columns() {}

  public static int of(String text) {
    if (isPlain(text)) {
      return text.length();
    }
    return signs(text).stream().mapToInt(Columns::ofSign).sum();
  }

  /** The text where it fits, else as much of it as does, with an ellipsis. */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    if (columns < 1) {
      return "";
    }
    StringBuilder kept = new StringBuilder();
    int taken = of(CUT);
    for (String sign : signs(text)) {
      taken += ofSign(sign);
      if (taken > columns) {
        break;
      }
      kept.append(sign);
    }
    return kept.toString().stripTrailing() + CUT;
  }

  /** The text and blanks behind it. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /** Lines of at most so many columns, at blanks where there are any. */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      int taken = of(line.toString());
      if (taken > 0 && taken + 1 + of(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(character -> character <= LAST_OF_ASCII);
  }

  /** What a person sees as one. */
  private static List<String> signs(String text) {
    BreakIterator breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
    breaks.setText(text);
    List<String> signs = new ArrayList<>();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      signs.add(text.substring(start, end));
      start = end;
    }
    return signs;
  }

  private static int ofSign(String sign) {
    return sign.codePoints().map(Columns::ofLetter).max().orElse(0);
  }

  private static int ofLetter(int letter) {
    if (letter == AS_EMOJI || Character.isEmojiPresentation(letter) || isWide(letter)) {
      return 2;
    }
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> 1;
    };
  }

  private static boolean isWide(int letter) {
    for (int[] range : WIDE) {
      if (letter >= range[0] && letter <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
