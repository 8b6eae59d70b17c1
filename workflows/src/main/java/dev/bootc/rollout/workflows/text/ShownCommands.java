package dev.bootc.rollout.workflows.text;

import java.util.regex.Pattern;

/**
 * Commands in lines that the Web UI shows as Markdown. It makes one dash of two and turns quotes,
 * and what somebody copies is no command any more, unless it is marked as code.
 */
public final class ShownCommands {
  /**
   * To the end of the part of the line: parts are separated by semicolons, and no command has one.
   */
  private static final Pattern COMMAND = Pattern.compile("\\b(?:kubectl|temporal) [a-z][^;`]*");

  private ShownCommands() {}

  /** The same line, with its commands as code. */
  public static String in(String line) {
    return line.contains("`") ? line : COMMAND.matcher(line).replaceAll("`$0`");
  }
}
