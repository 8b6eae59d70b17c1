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
      Pattern.compile(
          "(?<=\")"
              + command("kubectl|temporal|bootc|rpm-ostree|systemctl|journalctl", "\"")
              + "(?=\")|\\b"
              + command("kubectl|temporal", ""));

  /** What agents, hosts and people wrote is text. A line between letters is none of emphasis. */
  private static final Pattern MARKED =
      Pattern.compile(
          "[\\\\`*<\\[~$&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|-(?=-)|(?<=-)-|\\.(?=\\.)");

  /** What looks like a fraction is set as one, and reads as another number. */
  private static final Pattern FRACTION = Pattern.compile("(?<=[0-9])/(?=[0-9])");

  /** Seen by nobody. */
  private static final String JOINER = "\u2060";

  private ShownText() {}

  private static String command(String programs, String notIn) {
    return "(?:%s) [a-z-](?:(?! says | lets |, since |\\), )[^;`%s])*".formatted(programs, notIn);
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
    String escaped = MARKED.matcher(text).replaceAll("\\\\$0");
    return FRACTION.matcher(escaped).replaceAll(JOINER + "/");
  }
}
