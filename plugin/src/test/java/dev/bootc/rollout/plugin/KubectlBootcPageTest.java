package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.text.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** docs/operations/kubectl-bootc.md has every verb with its flags, and every exit code. */
class KubectlBootcPageTest {
  private static final Path PAGE = Path.of("../docs/operations/kubectl-bootc.md");
  private static final Set<String> OF_ALL = Set.of("--kubeconfig", "--context", "--help");
  private static final Pattern VERB =
      Pattern.compile("^\\| `([a-z][a-z-]*)[A-Z\\[\\]|\\\\ ]*` \\|.*\\|([^|]*)\\|$");
  private static final Pattern FLAG = Pattern.compile("`(--[a-z-]+)`");
  private static final Pattern CODE = Pattern.compile("^\\| ([0-9]+) \\| `([A-Z_]+)` \\|.+\\|$");

  @Test
  void shouldHaveEveryVerbWithItsFlags() throws IOException {
    // Given
    Map<String, Set<String>> verbs = verbs();

    // When
    Map<String, Set<String>> written = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = VERB.matcher(line);
      if (row.matches()) {
        written.put(row.group(1), flags(row.group(2)));
      }
    }

    // Then
    assertThat(written).isEqualTo(verbs);
  }

  @Test
  void shouldExplainEveryFlag() throws IOException {
    // Given
    Set<String> flags = new TreeSet<>(OF_ALL);
    verbs().values().forEach(flags::addAll);

    // When
    Set<String> explained = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `--")) {
        explained.addAll(flags(line.substring(0, line.indexOf('|', 2))));
      }
    }

    // Then
    assertThat(explained).isEqualTo(flags);
  }

  @Test
  void shouldHaveEveryExitCodeInOrder() throws IOException {
    // Given
    List<String> codes =
        Arrays.stream(ExitCode.values()).map(code -> code.number() + " " + code).toList();

    // When
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .flatMap(line -> CODE.matcher(line).results())
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();

    // Then
    assertThat(rows).isEqualTo(codes);
  }

  private static Map<String, Set<String>> verbs() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CommandLine line =
        KubectlBootc.commandLine(new Session(nowhere, nowhere, Terminal.NONE, Clock.systemUTC()));
    Map<String, Set<String>> verbs = new TreeMap<>();
    for (CommandLine verb : line.getSubcommands().values()) {
      if (!verb.getCommandSpec().usageMessage().hidden()) {
        verbs.put(verb.getCommandName(), flags(verb));
      }
    }
    return verbs;
  }

  private static Set<String> flags(CommandLine verb) {
    Set<String> flags = new TreeSet<>();
    verb.getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(flag -> !OF_ALL.contains(flag))
        .forEach(flags::add);
    return flags;
  }

  private static Set<String> flags(String cell) {
    Set<String> flags = new TreeSet<>();
    FLAG.matcher(cell).results().forEach(flag -> flags.add(flag.group(1)));
    return flags;
  }
}
