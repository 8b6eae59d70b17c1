package dev.bootc.rollout.workflows.text;

import java.util.regex.Pattern;

/**
 * Commands in lines that the Web UI shows as Markdown. It makes one dash of two and turns quotes,
 * and what somebody copies is no command any more, unless it is marked as code.
 */
public final class ShownCommands {
  /**
   * To the end of the part of the line: parts are separated by semicolons, and no command has one.
   * Behind it in a part are only words of our own that begin like this, or the quote that it is in.
   */
  private static final Pattern COMMAND =
      Pattern.compile("(?<=\")" + command("\"") + "(?=\")|\\b" + command(""));

  private ShownCommands() {}

  private static String command(String notIn) {
    return "(?:kubectl|temporal) [a-z](?:(?! says | lets |, since |\\), )[^;`" + notIn + "])*";
  }

  /** The same line, with its commands as code. */
  public static String in(String line) {
    return line.contains("`") ? line : COMMAND.matcher(line).replaceAll("`$0`");
  }
}
