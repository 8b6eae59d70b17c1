package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.plugin.text.Terminal;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/operations/by-intention.md tells commands that there are. */
class ByIntentionPageTest {
  private static final Path PAGE = Path.of("../docs/operations/by-intention.md");
  private static final Path DEFINITIONS = Path.of("../charts/bootc-rollout/definitions");
  private static final Pattern OURS = Pattern.compile("`kubectl bootc ([a-z][^`]*)`");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern ANNOTATION = Pattern.compile("bootc\\.dev/[a-z]+(?:-[a-z]+)*");
  private static final Pattern PATCH =
      Pattern.compile("`kubectl (?:patch|get) (bnp?) [^`]*?-p '(\\{[^']*\\})'");

  @Test
  void shouldTellCommandsThatThePluginTakesAndLeaveNoVerbOut() throws IOException {
    // Given
    CommandLine line = commandLine();
    Set<String> verbs =
        line.getSubcommands().entrySet().stream()
            .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
            .map(verb -> verb.getKey())
            .filter(verb -> !verb.equals("completion"))
            .collect(Collectors.toCollection(TreeSet::new));

    // When
    Set<String> told = new TreeSet<>();
    for (String command : found(OURS, 1)) {
      told.add(line.parseArgs(words(command)).subcommand().commandSpec().name());
    }

    // Then
    assertThat(told).isEqualTo(verbs);
  }

  @Test
  void shouldWriteAnnotationsThatMeanSomething() throws IOException, IllegalAccessException {
    // Given
    List<String> known = new ArrayList<>();
    for (Field constant : BootcApi.class.getFields()) {
      known.add(String.valueOf(constant.get(null)));
    }

    // When
    List<String> written = found(ANNOTATION, 0);

    // Then
    assertThat(written).hasSizeGreaterThan(8).isSubsetOf(known);
  }

  @Test
  void shouldPatchFieldsThatThereAreWithValuesThatTheyTake() throws IOException {
    // Given
    List<MatchResult> patches = PATCH.matcher(Files.readString(PAGE)).results().toList();

    // When // Then
    assertThat(patches).hasSizeGreaterThan(8);
    for (MatchResult patch : patches) {
      String kind = patch.group(1).equals("bn") ? "bootcnodes" : "bootcnodepools";
      assertTaken(definition(kind), new ObjectMapper().readTree(patch.group(2)), patch.group(2));
    }
  }

  private static void assertTaken(JsonNode schema, JsonNode value, String patch) {
    assertThat(schema.isMissingNode()).as("not defined, in %s", patch).isFalse();
    if (value.isObject()) {
      value
          .properties()
          .forEach(field ->
              assertTaken(schema.path("properties").path(field.getKey()), field.getValue(), patch));
    } else if (value.isArray()) {
      value.forEach(item -> assertTaken(schema.path("items"), item, patch));
    } else if (schema.has("enum")) {
      List<JsonNode> taken = new ArrayList<>();
      schema.path("enum").forEach(taken::add);
      assertThat(taken).as(patch).contains(value);
    }
  }

  private static JsonNode definition(String plural) throws IOException {
    String yaml = Files.readString(DEFINITIONS.resolve(plural + ".node.bootc.dev.yaml"));
    return new KubernetesSerialization()
        .unmarshal(yaml, JsonNode.class)
        .at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static List<String> found(Pattern pattern, int group) throws IOException {
    return pattern
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult match) -> match.group(group))
        .toList();
  }

  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map((MatchResult word) -> word.group(1) == null ? word.group(2) : word.group(1))
        .toArray(String[]::new);
  }

  private static CommandLine commandLine() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return KubectlBootc.commandLine(
        new Session(nowhere, nowhere, Terminal.NONE, Clock.systemUTC()));
  }
}
