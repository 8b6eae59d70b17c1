package dev.bootc.rollout.operator.poolspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SelectorCheckTest {

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            selector(Map.of(), in("zone", "a"), notIn("zone", "a")), "\"zone In [a]\" and"),
        Arguments.of(selector(Map.of("zone", "a"), notIn("zone", "a", "b")), "\"zone=a\" and"),
        Arguments.of(selector(Map.of("zone", "a"), in("zone", "b")), "contradicts itself"),
        Arguments.of(selector(Map.of(), in("zone", "a"), in("zone", "b")), "contradicts itself"),
        Arguments.of(selector(Map.of(), exists("zone"), absent("zone")), "contradicts itself"),
        Arguments.of(selector(Map.of("zone", "a"), absent("zone")), "contradicts itself"),
        Arguments.of(
            selector(Map.of(), requirement("zone", "Equals", List.of("a"))),
            "matchExpressions[0].operator: \"Equals\" is unknown: use In"),
        Arguments.of(
            selector(Map.of(), exists("zone"), in("disk")),
            "matchExpressions[1].values: In on \"disk\" needs at least one value"),
        Arguments.of(
            selector(Map.of(), requirement("zone", "Exists", List.of("a"))),
            "matchExpressions[0].values: Exists on \"zone\" takes none"),
        Arguments.of(
            selector(Map.of(), absent("bootc.dev/managed")),
            "\"bootc.dev/managed\" is set and taken off by the operator itself"),
        Arguments.of(selector(Map.of("bootc.dev/managed", "")), "{} matches every node"),
        Arguments.of(selector(Map.of("a key", "v")), "\"a key\" is not a label key"),
        Arguments.of(selector(Map.of("zone", "a b")), "\"a b\" is not a label value"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldNameFieldValueAndMendWhenASelectorCannotBeMeant(
      LabelSelector selector, String expected) {
    // When
    List<String> problems = SelectorCheck.problems(selector);

    // Then
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("spec.nodeSelector")
        .contains(expected);
  }

  @Test
  void shouldNameAllProblemsWhenThereAreSeveral() {
    // Given
    LabelSelector selector =
        selector(
            Map.of("zone", "a"),
            absent("zone"),
            requirement("disk", "Like", List.of("s")),
            in("rack"));

    // When
    List<String> problems = SelectorCheck.problems(selector);

    // Then
    assertThat(problems).hasSize(3);
  }

  static Stream<LabelSelector> goodSelectors() {
    return Stream.of(
        new LabelSelector(),
        selector(Map.of("node-role.kubernetes.io/worker", "")),
        selector(Map.of("zone", "a"), in("zone", "a", "b"), notIn("zone", "b"), exists("zone")),
        selector(Map.of(), notIn("zone", "a"), absent("zone")));
  }

  @ParameterizedTest
  @MethodSource("goodSelectors")
  void shouldFindNothingWhenASelectorCanMatch(LabelSelector selector) {
    // When
    List<String> problems = SelectorCheck.problems(selector);

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldAskForASelectorWhenThereIsNone() {
    // When
    List<String> problems = SelectorCheck.problems(null);

    // Then
    assertThat(problems).singleElement().asString().contains("missing").contains("{}");
  }

  static Stream<Arguments> matches() {
    return Stream.of(
        Arguments.of(new LabelSelector(), Map.of(), true),
        Arguments.of(selector(Map.of("zone", "a")), Map.of("zone", "a", "disk", "ssd"), true),
        Arguments.of(selector(Map.of("zone", "a")), Map.of("zone", "b"), false),
        Arguments.of(selector(Map.of("zone", "a")), Map.of(), false),
        Arguments.of(selector(Map.of(), in("zone", "a", "b")), Map.of("zone", "b"), true),
        Arguments.of(selector(Map.of(), in("zone", "a", "b")), Map.of(), false),
        Arguments.of(selector(Map.of(), notIn("zone", "a")), Map.of(), true),
        Arguments.of(selector(Map.of(), notIn("zone", "a")), Map.of("zone", "a"), false),
        Arguments.of(selector(Map.of(), exists("zone")), Map.of("zone", ""), true),
        Arguments.of(selector(Map.of(), exists("zone")), Map.of("disk", ""), false),
        Arguments.of(selector(Map.of(), absent("zone")), Map.of("disk", ""), true),
        Arguments.of(selector(Map.of(), absent("zone")), Map.of("zone", ""), false));
  }

  @ParameterizedTest
  @MethodSource("matches")
  void shouldMatchAsKubernetesDoesWhenAskedForLabels(
      LabelSelector selector, Map<String, String> labels, boolean expected) {
    // When
    boolean matches = new NodeSelector(selector).matches(labels);

    // Then
    assertThat(matches).isEqualTo(expected);
  }

  private static LabelSelector selector(
      Map<String, String> labels, LabelSelectorRequirement... expressions) {
    return new LabelSelectorBuilder()
        .withMatchLabels(labels)
        .withMatchExpressions(expressions)
        .build();
  }

  private static LabelSelectorRequirement in(String key, String... values) {
    return requirement(key, "In", List.of(values));
  }

  private static LabelSelectorRequirement notIn(String key, String... values) {
    return requirement(key, "NotIn", List.of(values));
  }

  private static LabelSelectorRequirement exists(String key) {
    return requirement(key, "Exists", List.of());
  }

  private static LabelSelectorRequirement absent(String key) {
    return requirement(key, "DoesNotExist", List.of());
  }

  private static LabelSelectorRequirement requirement(
      String key, String operator, List<String> values) {
    return new LabelSelectorRequirement(key, operator, values);
  }
}
