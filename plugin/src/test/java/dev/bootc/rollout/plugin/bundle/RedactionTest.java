package dev.bootc.rollout.plugin.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer hunter2hunter2",
        "answered to eyJhbGciOiJSUzI1NiJ9.eyJodW50ZXIyIjoiaHVudGVyMiJ9.hunter2",
        "password=hunter2 for ann",
        "\"token\": \"hunter2\"",
        "password=\"a\\\\\\\"hunter2\" for ann",
        "said \\\"password\\\": \\\"a\\\\\\\"hunter2\\\" for ann",
        "{\"auths\":{\"registry.example.com\":{\"auth\":\"hunter2\"}}}",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
        "GET https://ann:hunter2@registry.example.com/v2/",
        "TEMPORAL_API_KEY=hunter2",
        "secret: hunter2"
      })
  void shouldTakeOutWhatMustNotBeRead(String line) {
    // When
    String left = Redaction.text("before " + line + " behind");

    // Then
    assertThat(left).doesNotContain("hunter2").startsWith("before").contains("[redacted]");
  }

  @Test
  void shouldLeaveTheRestOfALog() {
    // Given
    String line =
        "17:00:05 INFO node staged node=worker-3 digest=sha256:2222 pullSecretRef=os/registry";

    // When
    String left = Redaction.text(line);

    // Then
    assertThat(left).isEqualTo(line);
  }

  /** Of a log that escapes what it quotes, or of one that was cut within quotes. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\\\"", "\\\\", "\\n"})
  void shouldTakeOutAValueThatIsAsLongAsALogMayBe(String part) {
    // Given
    String value = "hunter2" + part.repeat(2_000_000 / part.length());

    // When
    String closed = Redaction.text("password=\"" + value + "\" for ann");
    String open = Redaction.text("password=\"" + value);

    // Then
    assertThat(closed).startsWith("password=[redacted]").doesNotContain("hunter2");
    assertThat(open).isEqualTo("password=[redacted]");
  }

  @Test
  void shouldTakeValuesOfVariablesAndWhatWasAppliedOutOfObjects() throws JsonProcessingException {
    // Given
    JsonNode pod =
        new ObjectMapper()
            .readTree(
                """
                {"metadata":{"name":"operator","annotations":{
                "kubectl.kubernetes.io/last-applied-configuration":"hunter2","note":"Bearer hunter2hunter2"}},
                "spec":{"containers":[{"name":"main","args":["--key=hunter2"],
                "env":[{"name":"KEY","value":"hunter2"},{"name":"REF","valueFrom":{
                "secretKeyRef":{"name":"keys","key":"one"}}}]}]}}
                """);

    // When
    String left = Redaction.json(pod).toString();

    // Then
    assertThat(left).doesNotContain("hunter2").contains("\"name\":\"KEY\"").contains("\"keys\"");
  }
}
