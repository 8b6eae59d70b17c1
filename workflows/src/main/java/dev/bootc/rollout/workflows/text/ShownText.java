package dev.bootc.rollout.workflows.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that the Web UI shows as Markdown, as they were written. It makes one dash of two and turns
 * quotes, and what somebody copies is no command any more, unless it is marked as code.
 */
public final class ShownText {
  /**
   * To the end of the part of the line: parts are separated by semicolons, and no command has one.
   * Behind it in a part are only words of our own that begin like this, or the quote that it is in.
   */
  private static final Pattern COMMAND =
      Pattern.compile("(?<=\")" + command("\"") + "(?=\")|\\b" + command(""));

  /** What agents, hosts and people wrote is text. A line between letters is none of emphasis. */
  private static final Pattern MARKED =
      Pattern.compile("[\\\\`*<\\[~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])");

  private ShownText() {}

  private static String command(String notIn) {
    return "(?:kubectl|temporal) [a-z](?:(?! says | lets |, since |\\), )[^;`" + notIn + "])*";
  }

  /** The same line, with its commands as code, and nothing else of it taken for Markdown. */
  public static String in(String line) {
    StringBuilder shown = new StringBuilder(line.length() + 16);
    Matcher command = COMMAND.matcher(line);
    int end = 0;
    while (command.find()) {
      shown.append(plain(line.substring(end, command.start())));
      shown.append('`').append(command.group()).append('`');
      end = command.end();
    }
    return shown.append(plain(line.substring(end))).toString();
  }

  private static String plain(String text) {
    return MARKED.matcher(text).replaceAll("\\\\$0");
  }
}
