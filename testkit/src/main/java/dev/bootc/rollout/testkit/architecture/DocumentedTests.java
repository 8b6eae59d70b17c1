package dev.bootc.rollout.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tests that Markdown names, as {@code DrainIT} or {@code DrainIT.shouldStopAtOnce},
 * with the tests that there are: a promise whose test has gone or was renamed is no promise.
 */
public final class DocumentedTests {
  private static final Pattern TEST =
      Pattern.compile("\\b([A-Z][A-Za-z0-9]*[a-z0-9](?:Test|IT))\\b(?:\\.([a-z][A-Za-z0-9]*)\\b)?");

  private final SourceFolders sources;
  private final Map<String, Path> tests;
  private final List<String> violations = new ArrayList<>();
  private int found;

  private DocumentedTests(SourceFolders sources) {
    this.sources = sources;
    this.tests =
        Arrays.stream(HouseModule.values())
            .flatMap(module -> sources.testFiles(module).stream())
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    Function.identity(),
                    (one, _) -> one));
  }

  /**
   * Checks the pages of this checkout.
   *
   * @param atLeast tests that must be named, so that the rule cannot be kept by none
   * @throws AssertionError with every test that is named and not there
   */
  public static void check(int atLeast) {
    List<String> violations = violations(SourceFolders.ofThisCheckout(), atLeast);
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), violations));
    }
  }

  static List<String> violations(SourceFolders sources, int atLeast) {
    DocumentedTests documented = new DocumentedTests(sources);
    sources.pages().forEach(documented::read);
    if (documented.found < atLeast) {
      documented.violations.add(
          "expected at least " + atLeast + " tests, found " + documented.found);
    }
    return List.copyOf(documented.violations);
  }

  private void read(Path page) {
    List<String> lines = content(page).lines().toList();
    for (int line = 0; line < lines.size(); line++) {
      String where = sources.modules().relativize(page) + ":" + (line + 1) + ": ";
      for (MatchResult named : TEST.matcher(lines.get(line)).results().toList()) {
        found++;
        look(where, named.group(1), named.group(2));
      }
    }
  }

  private void look(String where, String test, @Nullable String method) {
    Path file = tests.get(test);
    if (file == null) {
      violations.add(where + "there is no test " + test);
    } else if (method != null && !content(file).contains(" " + method + "(")) {
      violations.add(where + test + " has no " + method);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
