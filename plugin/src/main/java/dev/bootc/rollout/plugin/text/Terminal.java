package dev.bootc.rollout.plugin.text;

import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Where the text goes.
 *
 * @param redraws whether it is a terminal, on which what was printed can be printed over
 * @param width in columns; {@link Integer#MAX_VALUE} where nothing is cut
 * @param height in rows
 * @param colours whether there are any
 */
public record Terminal(boolean redraws, int width, int height, boolean colours) {
  /** A file, or another program. */
  public static final Terminal NONE =
      new Terminal(false, Integer.MAX_VALUE, Integer.MAX_VALUE, false);

  private static final int USUAL = 80;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;
  private static final int NARROWEST = 20;
  private static final int USUAL_HEIGHT = 24;

  /**
   * @param isOne whether the output is a terminal, which only the launcher can tell
   * @param environment of which {@code COLUMNS}, {@code LINES}, {@code NO_COLOR} and {@code TERM}
   *     count
   */
  public static Terminal of(boolean isOne, Map<String, String> environment) {
    if (!isOne) {
      return NONE;
    }
    boolean dumb = "dumb".equals(environment.get("TERM"));
    // https://no-color.org: present and not empty, whatever it says.
    boolean plain = dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        !dumb,
        Math.max(NARROWEST, number(environment.get("COLUMNS"), USUAL)),
        number(environment.get("LINES"), USUAL_HEIGHT),
        !plain);
  }

  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : otherwise;
  }

  public String paint(Colour colour, String text) {
    return colours ? colour.on(text) : text;
  }

  /** The line without what does something to a terminal, but for our own colours. */
  public String clean(String line) {
    StringBuilder clean = new StringBuilder(line.length());
    Matcher colour = Colour.PAINT.matcher(line);
    for (int i = 0; i < line.length(); ) {
      if (colours
          && line.charAt(i) == Colour.BEGIN
          && colour.region(i, line.length()).lookingAt()) {
        clean.append(line, i, colour.end());
        i = colour.end();
      } else {
        int sign = line.codePointAt(i);
        clean.appendCodePoint(isHarmless(sign) ? sign : ' ');
        i += Character.charCount(sign);
      }
    }
    return clean.toString();
  }

  /** Joiners are of emoji and of scripts; the other formatting characters turn lines around. */
  private static boolean isHarmless(int sign) {
    return switch (Character.getType(sign)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> sign == ZERO_WIDTH_JOINER || sign == ZERO_WIDTH_NON_JOINER;
      default -> true;
    };
  }
}
