package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bootc.rollout.testkit.chart.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code null} takes a default away, and with it what templates look for: either the chart does
 * without, or it names what is missing.
 */
class ChartValuesTakenAwayTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @ParameterizedTest
  @MethodSource("objectsOfTheDefaults")
  void shouldNameWhatIsMissingWhenItCannotDoWithout(String path, @TempDir Path folder)
      throws IOException {
    for (String mode : List.of("embedded", "postgres")) {
      // Given
      Path values = folder.resolve(mode + ".yaml");
      Files.writeString(values, YAML.writeValueAsString(without(path, mode)));

      // When
      String answer = answer(values);

      // Then
      assertThat(answer).doesNotContain("nil pointer", "wrong type for value");
      if (!answer.isEmpty()) {
        assertThat(answer).contains(path.substring(path.lastIndexOf('.') + 1));
      }
    }
  }

  private static String answer(Path values) {
    try {
      Chart.ofThisCheckout().render("bootc-rollout", "default", Optional.of(values));
      return "";
    } catch (IllegalStateException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static ObjectNode without(String path, String mode) {
    ObjectNode values = YAML.createObjectNode();
    ObjectNode temporal = values.putObject("temporal").put("mode", mode);
    if (mode.equals("postgres")) {
      temporal.putObject("postgres").put("host", "db").put("existingSecret", "s");
    }
    ObjectNode at = values;
    String[] steps = path.split("\\.");
    for (int step = 0; step < steps.length - 1; step++) {
      at = at.withObjectProperty(steps[step]);
    }
    at.putNull(steps[steps.length - 1]);
    return values;
  }

  static List<String> objectsOfTheDefaults() throws IOException {
    List<String> paths = new ArrayList<>();
    collect(
        "", YAML.readTree(Chart.ofThisCheckout().folder().resolve("values.yaml").toFile()), paths);
    assertThat(paths).hasSizeGreaterThan(30);
    return paths;
  }

  private static void collect(String path, JsonNode values, List<String> paths) {
    values.properties().stream()
        .filter(value -> value.getValue().isObject())
        .forEach(value -> {
          String inner = path.isEmpty() ? value.getKey() : path + "." + value.getKey();
          paths.add(inner);
          collect(inner, value.getValue(), paths);
        });
  }
}
