package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.chart.Chart;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every value of {@code temporal} in every mode that has no use for it. One that is added to {@code
 * values.yaml} is met here by itself.
 */
class ChartModesTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** With what each asks for. */
  private static final Map<String, Map<String, Object>> MODES =
      new TreeMap<>(
          Map.of(
              "embedded", Map.of(),
              "postgres", Map.of("postgres.host", "db", "postgres.existingSecret", "s"),
              "external", Map.of("address", "t.example.com:7233")));

  private static final Set<String> OF_ALL_MODES = Set.of("mode", "namespace", "env");

  /** How the pods of another mode look may stand ready in the values. */
  private static final Pattern LOOKS =
      Pattern.compile(
          "(embedded|postgres)\\.(image|schemaImage|ui|priorityClassName|persistence|networkPolicy"
              + "|resources|nodeSelector|tolerations|podAnnotations)(\\..*)?");

  record Case(String path, Object changed, String mode) {
    /** That mode, and that value as nobody would leave it. */
    Path values(Path folder) throws IOException {
      Map<String, Object> temporal = new TreeMap<>(MODES.get(mode));
      temporal.put("mode", mode);
      temporal.put(path, changed);
      Map<String, Object> nested = new TreeMap<>();
      temporal.forEach((at, value) -> put(nested, at, value));
      return Files.writeString(
          folder.resolve("values.yaml"), YAML.asYaml(Map.of("temporal", nested)));
    }

    @Override
    public String toString() {
      return path + " in " + mode;
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseAValueWhenItsModeIsAnother(Case given, @TempDir Path folder) throws IOException {
    // Given
    Optional<Path> values = Optional.of(given.values(folder));
    // When
    assertThatThrownBy(() -> Chart.ofThisCheckout().render("bootc-rollout", "default", values))
        // Then
        .hasMessageContaining("temporal." + given.path() + " is ")
        .hasMessageContaining(" and temporal.mode is " + given.mode())
        .hasMessageContaining("set temporal.mode=")
        .hasMessageContaining("or leave it out");
  }

  @ParameterizedTest
  @MethodSource("ready")
  void shouldLetTheLooksOfAnotherModesPodsStandReady(Case given, @TempDir Path folder)
      throws IOException {
    // Given
    Optional<Path> values = Optional.of(given.values(folder));
    // When, then
    assertThatCode(() -> Chart.ofThisCheckout().render("bootc-rollout", "default", values))
        .doesNotThrowAnyException();
  }

  static List<Case> refused() {
    List<Case> cases = cases().filter(each -> !LOOKS.matcher(each.path()).matches()).toList();
    assertThat(cases).hasSizeGreaterThan(30);
    return cases;
  }

  static List<Case> ready() {
    List<Case> cases = cases().filter(each -> LOOKS.matcher(each.path()).matches()).toList();
    assertThat(cases).hasSizeGreaterThan(30);
    return cases;
  }

  private static Stream<Case> cases() {
    return defaults().entrySet().stream()
        .filter(value -> !OF_ALL_MODES.contains(value.getKey()))
        .flatMap(value ->
            MODES.keySet().stream()
                .filter(mode -> !modesOf(value.getKey()).contains(mode))
                .map(mode -> new Case(value.getKey(), changed(value), mode)));
  }

  private static Set<String> modesOf(String path) {
    return switch (path.split("\\.", 2)[0]) {
      case "address", "tls", "apiKey" -> Set.of("external");
      case "embedded" -> Set.of("embedded");
      case "postgres" -> Set.of("postgres");
      case "ip", "retention" -> Set.of("embedded", "postgres");
      default -> throw new AssertionError("say here which modes have a use for temporal." + path);
    };
  }

  private static Object changed(Map.Entry<String, Object> value) {
    String name = value.getKey().substring(value.getKey().lastIndexOf('.') + 1);
    return switch (name) {
      case "address" -> "other.example.com:7233";
      case "retention" -> "72h";
      case "ip" -> "::1";
      case "repository" -> "registry.example.com/other";
      case "digest" -> "sha256:" + "0".repeat(64);
      case "pullPolicy" -> "Always";
      case "accessModes" -> List.of("ReadWriteOncePod");
      default ->
          switch (value.getValue()) {
            case Boolean on -> !on;
            case Integer number -> number + 1;
            case List<?> _ -> List.of(Map.of("podSelector", Map.of()));
            case Map<?, ?> _ -> Map.of("some", "thing");
            default -> "other";
          };
    };
  }

  /** Of the values of {@code temporal}, by their paths. */
  private static Map<String, Object> defaults() {
    try {
      Path file = Chart.ofThisCheckout().folder().resolve("values.yaml");
      Map<?, ?> values = YAML.unmarshal(Files.readString(file), Map.class);
      Map<String, Object> leaves = new TreeMap<>();
      collect("", Objects.requireNonNull(values.get("temporal")), leaves);
      return leaves;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(String path, Object value, Map<String, Object> leaves) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((key, inner) ->
          collect(path.isEmpty() ? key.toString() : path + "." + key, inner, leaves));
    } else {
      leaves.put(path, value);
    }
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> map, String path, Object value) {
    String[] step = path.split("\\.", 2);
    if (step.length == 1) {
      map.put(path, value);
    } else {
      put(
          (Map<String, Object>) map.computeIfAbsent(step[0], _ -> new TreeMap<String, Object>()),
          step[1],
          value);
    }
  }
}
