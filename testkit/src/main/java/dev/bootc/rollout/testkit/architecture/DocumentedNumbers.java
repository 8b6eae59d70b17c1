package dev.bootc.rollout.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares numbers in Markdown with the code that they come from. Such a number is followed by a
 * comment that names the field, which no reader of the page sees:
 *
 * <pre>{@code a missed heartbeat (10 s<!-- ActivityPolicies.WAIT_HEARTBEAT -->)}</pre>
 */
public final class DocumentedNumbers {
  private static final Pattern COMMENT =
      Pattern.compile("<!--\\s*([A-Z][A-Za-z0-9]*\\.[A-Za-z][A-Za-z0-9_]*)\\s*-->");
  private static final Pattern NUMBER =
      Pattern.compile("([0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?)(?: ?([A-Za-z]+))?`?$");

  private final SourceFolders sources;
  private final SourceConstants constants;
  private final List<String> violations = new ArrayList<>();
  private int found;

  private DocumentedNumbers(SourceFolders sources) {
    this.sources = sources;
    this.constants = new SourceConstants(sources);
  }

  /**
   * Checks the pages of this checkout.
   *
   * @param atLeast numbers that there must be, so that the rule cannot be kept by none
   * @throws AssertionError with every number that is not the code's
   */
  public static void check(int atLeast) {
    List<String> violations = violations(SourceFolders.ofThisCheckout(), atLeast);
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), violations));
    }
  }

  static List<String> violations(SourceFolders sources, int atLeast) {
    DocumentedNumbers numbers = new DocumentedNumbers(sources);
    sources.pages().forEach(numbers::read);
    if (numbers.found < atLeast) {
      numbers.violations.add("expected at least " + atLeast + " numbers, found " + numbers.found);
    }
    return List.copyOf(numbers.violations);
  }

  private void read(Path page) {
    try {
      List<String> lines = Files.readAllLines(page);
      for (int line = 0; line < lines.size(); line++) {
        String where = sources.modules().relativize(page) + ":" + (line + 1);
        Matcher comment = COMMENT.matcher(lines.get(line));
        while (comment.find()) {
          compare(where, lines.get(line).substring(0, comment.start()), comment.group(1));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void compare(String where, String before, String constant) {
    found++;
    Matcher number = NUMBER.matcher(before);
    if (!number.find()) {
      violations.add(where + " has no number before " + constant);
      return;
    }
    String unit = number.group(2) == null ? "" : number.group(2);
    Quantity written = Quantity.count(Double.valueOf(number.group(1).replace(",", ""))).in(unit);
    try {
      Quantity real = constants.value(constant);
      if (!written.equals(real)) {
        violations.add(where + " says " + number.group() + ", and " + constant + " is " + real);
      }
    } catch (IllegalArgumentException unreadable) {
      violations.add(where + ": " + unreadable.getMessage());
    }
  }
}
