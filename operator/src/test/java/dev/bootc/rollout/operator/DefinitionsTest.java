package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DefinitionsTest {
  private static final Path CRDS = Path.of("..", "charts", "bootc-rollout", "definitions");
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final Map<String, Object> pool = schema("bootcnodepools");
  private final Map<String, Object> node = schema("bootcnodes");

  @Test
  void shouldMissNothingWhenTheDefinitionsAreOurs() {
    assertThat(Definitions.problem(document(), SERIALIZATION)).isEmpty();
  }

  @Test
  void shouldNameTheFieldsAndTheMendWhenTheDefinitionsAreOlder() {
    // Given
    properties(pool, "status").remove("rollout");
    properties(pool, "spec", "rollout").remove("minReadySeconds");
    properties(node, "spec").remove("rebootPolicy");

    // Then
    assertThat(Definitions.problem(document(), SERIALIZATION))
        .hasValue(
            "the definitions are older than this operator (BootcNode lacks spec.rebootPolicy;"
                + " BootcNodePool lacks spec.rollout.minReadySeconds, status.rollout): run helm upgrade, or apply"
                + " charts/bootc-rollout/definitions");
  }

  @Test
  void shouldNameAFieldInAListAndAValueWhenTheDefinitionsLackThem() {
    // Given
    Map<String, Object> inFlight = at(properties(pool, "status", "rollout"), "inFlight", "items");
    at(inFlight, "properties").remove("since");
    at(properties(pool, "spec", "disruption"), "rebootPolicy").put("enum", List.of("RebootOnly"));

    // Then
    assertThat(Definitions.problem(document(), SERIALIZATION).orElseThrow())
        .contains("spec.disruption.rebootPolicy=AllowSoftReboot, status.rollout.inFlight.since");
  }

  @Test
  void shouldNotJudgeAKindThatIsNotPublishedYet() {
    assertThat(Definitions.problem(Map.of(), SERIALIZATION)).isEmpty();
  }

  @Test
  void shouldNotLookIntoWhatTakesAnything() {
    // Given
    Map<String, Object> status = at(pool, "properties", "status");
    status.remove("properties");
    status.put("x-kubernetes-preserve-unknown-fields", true);

    // Then
    assertThat(Definitions.problem(document(), SERIALIZATION)).isEmpty();
  }

  private Map<String, Object> document() {
    return Map.of("components", Map.of("schemas", Map.of("one", pool, "other", node)));
  }

  private static Map<String, Object> schema(String plural) {
    try {
      Map<String, Object> definition =
          SERIALIZATION.unmarshal(
              Files.readString(CRDS.resolve(plural + ".node.bootc.dev.yaml")), MapOfAll.class);
      Map<String, Object> spec = at(definition, "spec");
      Map<String, Object> version =
          child(((List<?>) Objects.requireNonNull(spec.get("versions"))).getFirst());
      Map<String, Object> schema = at(version, "schema", "openAPIV3Schema");
      schema.put(
          "x-kubernetes-group-version-kind",
          List.of(Map.of("kind", at(spec, "names").get("kind"))));
      return schema;
    } catch (IOException unreadable) {
      throw new IllegalStateException("the chart has its definitions", unreadable);
    }
  }

  private static Map<String, Object> properties(Map<String, Object> schema, String... path) {
    Map<String, Object> found = at(schema, "properties");
    for (String step : path) {
      found = at(found, step, "properties");
    }
    return found;
  }

  private static Map<String, Object> at(Map<String, Object> from, String... path) {
    Map<String, Object> found = from;
    for (String step : path) {
      found = child(Objects.requireNonNull(found.get(step), step));
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Object value) {
    return (Map<String, Object>) value;
  }

  /** JSON as it is. */
  static final class MapOfAll extends java.util.HashMap<String, Object> {
    private static final long serialVersionUID = 1L;
  }
}
