package dev.bootc.rollout.activities.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.activities.expression.CelExpression.Answer;
import dev.bootc.rollout.activities.expression.CelExpression.Malformed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelExpressionTest {
  private static final Map<String, Object> OBJECTS =
      Map.of(
          "object",
          Map.of(
              "spec",
              Map.of("replicas", 3, "paused", false),
              "status",
              Map.of(
                  "load", 1.5, "conditions", List.of(Map.of("type", "Ready", "status", "True")))),
          "node",
          Map.of("metadata", Map.of("name", "worker-1")));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          object.spec.replicas >= 3; true
          object.spec.paused == true; false
          object.status.load > 1.0; true
          object.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True'); true
          has(object.spec.missing) && object.spec.missing == 3; false
          node.metadata.name.startsWith('control'); false
          object.status.conditions.all(c, object.status.conditions.exists(d, c.type == d.type)); true
          object.status.conditions.filter(c, true).map(c, c.type).filter(t, t == 'Ready').exists(t, true); true
          """)
  void shouldSayWhetherItHoldsWhenItCanBeSaid(String text, boolean holds) throws Malformed {
    // When
    Answer answer = CelExpression.of(text, List.of("object", "node")).about(OBJECTS);

    // Then
    assertThat(answer.holds()).contains(holds);
  }

  @Test
  void shouldSayWhyNotWhenItAsksForWhatIsNotThere() throws Malformed {
    // When
    Answer answer =
        CelExpression.of("object.status.missing == 3", List.of("object")).about(OBJECTS);

    // Then
    assertThat(answer).isEqualTo(new Answer(Optional.empty(), "no such key: missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          object.spec ==; Syntax error
          cluster.spec == 1; undeclared reference to 'cluster'
          object.spec.paused; is not true or false: compare it with something
          size(object.spec); is not true or false: compare it with something
          object.a.all(a, object.b.all(b, object.c.all(c, a + b == c))); lists inside of lists more than twice
          object.a.exists(a, object.b.filter(b, object.c.map(c, c + b).size() > a).size() > 0); at most two
          """)
  void shouldSayWhatIsWrongWhenItCannotMeanAnything(String text, String said) {
    // When // Then
    assertThatThrownBy(() -> CelExpression.of(text, List.of("object")))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining(said);
  }
}
