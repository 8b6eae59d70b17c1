package dev.bootc.rollout.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.workflows.drain.EvictionRefusal.Cause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvictionRefusalTest {
  private static final EvictionRefusal BY_BUDGET =
      new EvictionRefusal(
          EvictionRefusal.Asked.EVICTION,
          429,
          "Cannot evict pod as it would violate the pod's disruption budget.",
          List.of(
              new Cause(
                  "DisruptionBudget",
                  "The disruption budget db needs 1 healthy pods and has 1 currently")));

  @Test
  void shouldRepeatWhatTheBudgetSaysWhenItMayLetGoLater() {
    // Given // When
    String text = BY_BUDGET.text(Optional.of(new DisruptionBudget("db", 1, 2)));

    // Then
    assertThat(BY_BUDGET.budget()).contains("db");
    assertThat(text).isEqualTo("The disruption budget db needs 1 healthy pods and has 1 currently");
  }

  @Test
  void shouldSayThatItNeverEndsWhenTheBudgetAllowsNone() {
    // Given // When
    String text = BY_BUDGET.text(Optional.of(new DisruptionBudget("db", 1, 1)));

    // Then
    assertThat(text)
        .isEqualTo(
            "PodDisruptionBudget db never lets one go (it needs 1 of its 1):"
                + " allow one more, or run one more");
  }

  @Test
  void shouldNameTheWebhookAndBoundItsTextWhenItRefuses() {
    // Given
    EvictionRefusal refusal =
        refusal(
            403,
            "admission webhook \"deny.example.com\" denied the request: no\u001b[31m\n"
                + "x".repeat(9_999));

    // When
    String text = text(refusal);

    // Then
    assertThat(text)
        .startsWith("webhook deny.example.com refuses: no [31m xxx")
        .endsWith("… (ask whoever runs it)")
        .hasSizeLessThan(300);
  }

  @Test
  void shouldTellThemApartWhenTheMendDiffers() {
    // Given
    EvictionRefusal fails =
        refusal(
            500, "Internal error occurred: failed calling webhook \"a.b\": failed to call: EOF");
    EvictionRefusal two =
        refusal(
            500,
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                + " not support.");
    EvictionRefusal namespace =
        new EvictionRefusal(
            EvictionRefusal.Asked.EVICTION,
            403,
            "pods \"x\" is forbidden: unable to create new content in namespace shop because it is"
                + " being terminated",
            List.of(new Cause("NamespaceTerminating", "namespace shop is being terminated")));
    EvictionRefusal forbidden = refusal(403, "pods/eviction is forbidden");
    EvictionRefusal undeletable =
        new EvictionRefusal(
            EvictionRefusal.Asked.DELETION, 403, "pods \"x\" is forbidden", List.of());
    EvictionRefusal nothing = refusal(0, "timeout");

    // When // Then
    assertThat(text(fails)).startsWith("webhook a.b does not answer: failed to call: EOF (mend it");
    assertThat(text(two)).startsWith("two PodDisruptionBudgets select it").contains("narrow");
    assertThat(text(namespace)).startsWith("its namespace is being deleted");
    assertThat(text(forbidden)).endsWith("may the operator create evictions?");
    assertThat(text(undeletable))
        .startsWith("its deletion is refused with 403")
        .endsWith("may the operator delete pods (operator.mayDeletePods of the chart)?");
    assertThat(text(nothing)).isEqualTo("no answer to its eviction: timeout");
  }

  private static String text(EvictionRefusal refusal) {
    return refusal.text(Optional.empty());
  }

  private static EvictionRefusal refusal(int code, String message) {
    return new EvictionRefusal(EvictionRefusal.Asked.EVICTION, code, message, List.of());
  }
}
