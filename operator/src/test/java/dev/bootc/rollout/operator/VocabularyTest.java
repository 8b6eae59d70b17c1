package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One word for one thing, wherever somebody meets it: kinds of what is in the way, verdicts,
 * phases. Columns, search attributes, board, Events, labels of metrics, alerts, plugin and pages
 * have theirs from {@code api}, so that it is enough that nobody spells one by themselves, and that
 * what is no Java spells them right.
 */
class VocabularyTest {
  private static final Path CHECKOUT = Path.of("..");

  /** Those that a person reads under two of them mean the same under both. */
  private static final Set<String> OF_TWO =
      Set.of("Cancelled", "GateFailed", "Halted", "Paused", "RolledBack", "WaitingForApproval");

  /** Of conditions, which the contract spells. */
  private static final Set<String> OF_CONDITIONS =
      Set.of(
          PoolConditions.PAUSED,
          PoolConditions.ROLLED_BACK,
          PoolConditions.INVALID_SPEC,
          NodeConditions.STAGING);

  /** The heading of a row, the default of an option, the state of a node. */
  private static final Set<String> ALSO_WRITTEN =
      Set.of("RolloutBoard.java Paused", "WaitCommand.java Completed", "NodeWhy.java Staging");

  private static final List<String> SPEAKERS =
      List.of("workflows", "activities", "operator", "plugin", "agent");

  private static final Pattern LITERAL = Pattern.compile("\"([A-Z][A-Za-z]+)\"");

  /** In a page between backticks, where a label has it, or as a value of YAML. */
  private static final Pattern SPOKEN =
      Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`|=~?\\\\?\"([A-Za-z|]+)\\\\?\"");

  private static final int SLIP_OF_THE_PEN = 2;

  @Test
  void shouldSpellEachWordAsItsConstantIsCalled() {
    // Then
    assertThat(constants())
        .isNotEmpty()
        .allSatisfy((constant, word) -> assertThat(word).isEqualTo(camelCase(constant)));
  }

  @Test
  void shouldUseAWordForTwoThingsOnlyWhereTheyAreOne() {
    // Given
    List<Set<String>> kinds = List.of(texts(kinds()), texts(phases()), texts(verdicts()));

    // When
    Set<String> shared = new TreeSet<>();
    for (int i = 0; i < kinds.size(); i++) {
      for (int j = i + 1; j < kinds.size(); j++) {
        Set<String> both = new TreeSet<>(kinds.get(i));
        both.retainAll(kinds.get(j));
        shared.addAll(both);
      }
    }

    // Then
    assertThat(shared).containsExactlyInAnyOrderElementsOf(OF_TWO);
  }

  @Test
  void shouldBeSpelledByNobodyButTheApi() throws IOException {
    // Given
    Set<String> words = words();
    Set<String> spelled = new TreeSet<>();

    // When
    for (String module : SPEAKERS) {
      for (Path source : files(CHECKOUT.resolve(module).resolve("src/main/java"), ".java")) {
        LITERAL
            .matcher(Files.readString(source))
            .results()
            .map((MatchResult literal) -> literal.group(1))
            .filter(words::contains)
            .forEach(word -> spelled.add(source.getFileName() + " " + word));
      }
    }

    // Then
    assertThat(spelled).containsExactlyInAnyOrderElementsOf(ALSO_WRITTEN);
  }

  @Test
  void shouldBeSpelledRightOnEveryPageAndInTheChart() throws IOException {
    // Given
    List<Path> pages = new ArrayList<>(files(CHECKOUT.resolve("docs"), ".md"));
    pages.add(CHECKOUT.resolve("CHANGELOG.md"));
    pages.addAll(files(CHECKOUT.resolve("charts/bootc-rollout/files"), ""));

    // When
    Set<String> slips = new TreeSet<>();
    Set<String> known = words();
    for (Path page : pages) {
      SPOKEN
          .matcher(Files.readString(page))
          .results()
          .flatMap(VocabularyTest::spoken)
          .filter(word -> !known.contains(word))
          .filter(word -> known.stream().anyMatch(right -> isASlipFor(right, word)))
          .forEach(word -> slips.add(page.getFileName() + " " + word));
    }

    // Then
    assertThat(slips).isEmpty();
  }

  @Test
  void shouldBeWhatTheColumnsShow() throws IOException {
    // When
    String definition =
        Files.readString(
            CHECKOUT.resolve(
                "charts/bootc-rollout/definitions/bootcnodepools.node.bootc.dev.yaml"));

    // Then
    assertThat(columns(definition))
        .containsEntry("Phase", ".status.rollout.phase")
        .containsEntry("Blocked", ".status.blockedBy[0].kind");
  }

  private static Map<String, String> columns(String definition) {
    Map<String, String> columns = new TreeMap<>();
    Pattern.compile("jsonPath: \"([^\"]+)\"\\s+name: \"([^\"]+)\"")
        .matcher(definition)
        .results()
        .forEach((MatchResult column) -> columns.put(column.group(2), column.group(1)));
    return columns;
  }

  private static Stream<String> spoken(MatchResult match) {
    return match.group(1) == null
        ? Stream.of(match.group(2).split("\\|", -1))
        : Stream.of(match.group(1));
  }

  /** Another case, or a few letters more, less or else. */
  private static boolean isASlipFor(String right, String word) {
    return right.equalsIgnoreCase(word)
        || (Math.min(right.length(), word.length()) > 2 * SLIP_OF_THE_PEN + 2
            && distance(right, word) <= SLIP_OF_THE_PEN);
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .toList();
    }
  }

  private static Set<String> words() {
    Set<String> words = new TreeSet<>(constants().values());
    words.removeAll(Set.of("Blocked", "Updated"));
    assertThat(words).containsAll(OF_CONDITIONS);
    return words;
  }

  private static Map<String, String> constants() {
    Map<String, String> constants = new TreeMap<>(kinds());
    constants.putAll(phases());
    constants.putAll(verdicts());
    return constants;
  }

  private static Set<String> texts(Map<String, String> constants) {
    return Set.copyOf(constants.values());
  }

  private static Map<String, String> kinds() {
    return Arrays.stream(BlockedBy.Kind.values())
        .collect(Collectors.toMap(Enum::name, BlockedBy.Kind::text));
  }

  private static Map<String, String> phases() {
    return Arrays.stream(RolloutPhase.values())
        .collect(Collectors.toMap(Enum::name, RolloutPhase::text));
  }

  private static Map<String, String> verdicts() {
    return Arrays.stream(Verdict.Outcome.values())
        .collect(Collectors.toMap(Enum::name, Verdict.Outcome::text));
  }

  private static String camelCase(String constant) {
    return Arrays.stream(constant.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
