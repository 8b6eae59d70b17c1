package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.testkit.chart.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A setting that a program would refuse ends its pod again and again, so the chart knows all of
 * them. The tables of the reference are compared with the programs elsewhere.
 */
class ChartSettingsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `--[a-z-]+` \\| `(BOOTC_ROLLOUT_[A-Z_]+)` \\|");

  /** Which the chart sets itself, and other parts of it depend on. */
  private static final Set<String> SAID_BY_THE_CHART =
      Set.of(
          "BOOTC_ROLLOUT_HTTP_PORT",
          "BOOTC_ROLLOUT_STATE_DIRECTORY",
          "BOOTC_ROLLOUT_TEMPORAL_API_KEY_FILE",
          "BOOTC_ROLLOUT_TEMPORAL_RETENTION_HOURS");

  @ParameterizedTest
  @CsvSource({"operatorSettings, configuration.md", "agentSettings,    agent-configuration.md"})
  void shouldTakeEverySettingOfTheReferenceAndNoOther(String definition, String page)
      throws IOException {
    // Given
    Path chart = Chart.ofThisCheckout().folder();
    JsonNode schema = new ObjectMapper().readTree(chart.resolve("values.schema.json").toFile());
    String reference =
        Files.readString(chart.resolve("../../docs/reference").resolve(page).normalize());
    Set<String> documented =
        ROW.matcher(reference)
            .results()
            .map((MatchResult row) -> row.group(1))
            .filter(variable -> !SAID_BY_THE_CHART.contains(variable))
            .collect(Collectors.toCollection(TreeSet::new));
    // When
    Set<String> taken = new TreeSet<>();
    schema
        .path("definitions")
        .path(definition)
        .path("properties")
        .fieldNames()
        .forEachRemaining(taken::add);
    // Then
    taken.removeIf(ChartSettingsTest::isOfEveryProgram);
    assertThat(taken).isNotEmpty().isEqualTo(documented);
  }

  private static boolean isOfEveryProgram(String variable) {
    return variable.contains("JAVA") || variable.endsWith("_PROXY");
  }
}
