package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolWordsTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bootc.dev/approved-step | 1 bbbbbbbbbbbb       | StepApproved   | is approved by field manager kubectl-annotate
          bootc.dev/resume        | 0197f3a2             | Resumed        | although run 0197f3a2 was cancelled, by field manager kubectl-annotate
          bootc.dev/check-now     | Sun Nov 29           | CheckRequested | by field manager kubectl-annotate
          """)
  void shouldTellWhatWasSaidWithWhoAndWhen(
      String annotation, String value, String reason, String note) {
    // When
    List<Happening> told = words("{ref: registry.example.com/os/node:stable}", annotation, value);

    // Then
    assertThat(told)
        .singleElement()
        .satisfies(happening -> {
          assertThat(happening.reason()).isEqualTo(reason);
          assertThat(happening.note()).contains(note);
          assertThat(happening.warning()).isFalse();
          assertThat(happening.since()).hasValue(Instant.parse("2026-01-01T11:00:00Z"));
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {ref: 'a.example.com/b@DIGEST', updatePolicy: Manual, approvedDigest: 'DIGEST'} | Approved
          {ref: 'a.example.com/b@DIGEST', updatePolicy: Manual}                           |
          {ref: 'a.example.com/b@DIGEST', approvedDigest: 'DIGEST'}                       |
          """)
  void shouldTellThatADigestIsApprovedWhereThatIsAsked(String image, String reason) {
    // When
    List<Happening> told = words(image, "bootc.dev/approved-step", "1 ffffffffffff");

    // Then
    assertThat(told.stream().map(Happening::reason))
        .containsExactlyElementsOf(reason == null ? List.of() : List.of(reason));
  }

  private static List<Happening> words(String image, String annotation, String value) {
    BootcNodePool pool =
        new KubernetesSerialization()
            .unmarshal(
                """
                apiVersion: node.bootc.dev/v1alpha1
                kind: BootcNodePool
                metadata:
                  name: workers
                  uid: u
                  annotations: {%s: '%s'}
                  managedFields:
                  - manager: kubectl-annotate
                    operation: Update
                    time: "2026-01-01T11:00:00Z"
                    fieldsType: FieldsV1
                    fieldsV1: {"f:metadata": {"f:annotations": {"f:%s": {}}}}
                spec: {nodeSelector: {}, image: %s}
                status: {targetDigest: %s, targetSince: "2026-01-01T10:00:00Z"}
                """
                    .formatted(annotation, value, annotation, image, DIGEST)
                    .replace("DIGEST", DIGEST),
                BootcNodePool.class);
    return PoolWords.on(pool, pool.getStatus());
  }
}
