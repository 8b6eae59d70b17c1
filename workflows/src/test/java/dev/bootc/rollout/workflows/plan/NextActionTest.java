package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What to paste where the operator says what is in the way; {@link BlockedByTest} has those of the
 * planner.
 */
class NextActionTest {
  private static final Thing POOL = Thing.pool("workers");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INVALID_SPEC         | kubectl edit bnp workers
          TAG_NOT_RESOLVED     | kubectl annotate bnp workers bootc.dev/check-now="$(date)" --overwrite
          TEMPORAL_UNAVAILABLE | temporal operator cluster health
          NOBODY_PLANS         | kubectl get pods -A -l app.kubernetes.io/part-of=bootc-rollout,app.kubernetes.io/component=operator
          SPEC_NOT_TAKEN       | kubectl get bnp workers -o yaml
          CANCELLED            | kubectl annotate bnp workers --overwrite bootc.dev/resume="$(kubectl get bnp workers -o jsonpath={.status.rollout.runId})"
          ROLLED_BACK          | kubectl get bnp workers -o jsonpath='{.status.undone}'
          CONFLICT             | kubectl get bnp -o custom-columns=POOL:.metadata.name,SELECTOR:.spec.nodeSelector
          MEMBER_REFUSED       | kubectl get validatingadmissionpolicies,validatingwebhookconfigurations,mutatingwebhookconfigurations
          """)
  void shouldBeAboutThePoolWhenAllOfItStandsStill(Kind kind, String command) {
    // When, Then
    assertThat(NextAction.of(kind, POOL, "workers")).isEqualTo(command);
  }

  @Test
  void shouldBeAboutTheObjectThatIsInTheWayWhenThatIsNotThePool() {
    // Given
    Thing workflow = new Thing("Workflow", "", "rollout/workers");
    Thing secret = new Thing("Secret", "os", "pull");

    // When, Then
    assertThat(NextAction.of(Kind.WORKFLOW_STUCK, workflow, "workers"))
        .isEqualTo("temporal workflow describe --workflow-id rollout/workers");
    assertThat(NextAction.of(Kind.SECRET_MISSING, secret, "workers"))
        .isEqualTo("kubectl -n os describe secret pull");
    assertThat(secret.text()).isEqualTo("Secret/os/pull");
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeACommandWhateverIsInTheWay(Kind kind) {
    // When, Then
    assertThat(NextAction.of(kind, Thing.node("a"), "workers")).matches("(kubectl|temporal) \\S.*");
  }

  @Test
  void shouldHaveATestForEachKindThatTheOperatorFinds() {
    // Given
    Set<Kind> tested =
        EnumSet.of(
            Kind.INVALID_SPEC,
            Kind.TAG_NOT_RESOLVED,
            Kind.TEMPORAL_UNAVAILABLE,
            Kind.NOBODY_PLANS,
            Kind.WORKFLOW_STUCK,
            Kind.SPEC_NOT_TAKEN,
            Kind.CANCELLED,
            Kind.ROLLED_BACK,
            Kind.SECRET_MISSING,
            Kind.MEMBER_REFUSED,
            Kind.CONFLICT);

    // When
    Set<Kind> all =
        Arrays.stream(Kind.values()).filter(Kind::isOfTheOperator).collect(Collectors.toSet());

    // Then
    assertThat(tested).isEqualTo(all);
  }
}
