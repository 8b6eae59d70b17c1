package dev.bootc.rollout.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
  private static final Refusals REFUSALS = new Refusals("https://api.example.com/");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | admission webhook "w" denied the request: not on Fridays        | REFUSED
          403 | pools is forbidden: ValidatingAdmissionPolicy 'p' denied request | REFUSED
          403 | User "ann" cannot patch resource "bootcnodes" in API group       | FORBIDDEN
          422 | the value is invalid                                             | REFUSED
          409 | somebody was faster                                              | REFUSED
          401 | Unauthorized                                                     | NO_CLUSTER
          503 | not now                                                          | FAILED
          404 | the server could not find the requested resource                 | NOT_INSTALLED
          """)
  void shouldTellAPolicyFromAMissingRight(int code, String message, ExitCode expected) {
    // When
    Problem problem = REFUSALS.ofAWrite(refused(code, message, ""), "bootcnodes worker-3");

    // Then
    assertThat(problem.code()).isEqualTo(expected);
  }

  @Test
  void shouldSayThatTheObjectIsGoneWhenItIsNotTheKindThatIsUnknown() {
    // When
    Problem problem =
        REFUSALS.ofAWrite(refused(404, "not found", "worker-3"), "bootcnodes worker-3");

    // Then
    assertThat(problem.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(problem).hasMessage("bootcnodes worker-3 is gone by now");
  }

  @Test
  void shouldNameTheRightThatNoRoleOfTheChartGives() {
    // Given
    KubernetesClientException refused = refused(403, "cannot patch", "");

    // When
    Problem problem = REFUSALS.ofAWrite(refused, "bootcnodes worker-3");

    // Then
    assertThat(problem).hasMessageContaining("the right to patch bootcnodes.node.bootc.dev");
    assertThat(REFUSALS.ofAWrite(refused, "bootcnodepools workers"))
        .hasMessageContaining("ClusterRole bootc-rollout-view, or -edit");
  }

  @ParameterizedTest
  @CsvSource({
    "403, not allowed to you",
    "404, not there",
    "503, the API server says 503: m",
    "500, the API server says 500: m",
    "429, the API server says 429: m"
  })
  void shouldNotCallThereWhatTheApiServerCannotGive(int code, String words) {
    // When
    String brief = Refusals.brief(refused(code, "m", ""));

    // Then
    assertThat(brief).isEqualTo(words);
  }

  private static KubernetesClientException refused(int code, String message, String name) {
    return new KubernetesClientException(
        new StatusBuilder()
            .withCode(code)
            .withMessage(message)
            .withNewDetails()
            .withName(name)
            .endDetails()
            .build());
  }
}
