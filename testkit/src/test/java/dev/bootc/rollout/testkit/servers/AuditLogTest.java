package dev.bootc.rollout.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

  private static final String EVICTION =
      """
      {"kind":"Event","stage":"ResponseComplete","verb":"create","userAgent":"operator/1",\
      "user":{"username":"system:serviceaccount:a:b"},\
      "objectRef":{"resource":"pods","subresource":"eviction","namespace":"shop","name":"web-1"},\
      "responseStatus":{"code":429},"requestReceivedTimestamp":"2026-01-01T10:00:00.123456Z"}
      """;
  private static final String VERSION =
      """
      {"kind":"Event","stage":"ResponseComplete","verb":"get","requestURI":"/version","userAgent":"kubectl",\
      "user":{"username":"admin"},"responseStatus":{"code":200},"requestReceivedTimestamp":"2026-01-01T10:00:05Z"}
      """;

  @TempDir private Path folder;

  @Test
  void shouldReadEveryAnsweredRequestWhenTheLogIsWhole() throws Exception {
    // Given
    Path file = log(EVICTION + VERSION);

    // When
    AuditLog log = AuditLog.read(file);

    // Then
    assertThat(log.requests())
        .containsExactly(
            new AuditLog.Request(
                Instant.parse("2026-01-01T10:00:00.123456Z"),
                "operator/1",
                "system:serviceaccount:a:b",
                "create",
                "",
                "pods/eviction",
                "shop",
                "web-1",
                429),
            new AuditLog.Request(
                Instant.parse("2026-01-01T10:00:05Z"),
                "kubectl",
                "admin",
                "get",
                "",
                "",
                "",
                "",
                200));
  }

  @Test
  void shouldLeaveOutOtherStagesWhenThePolicyLogsThem() throws Exception {
    // Given
    Path file = log(EVICTION.replace("ResponseComplete", "ResponseStarted") + VERSION);

    // When
    AuditLog log = AuditLog.read(file);

    // Then
    assertThat(log.countByUserAgent()).containsOnlyKeys("kubectl");
  }

  @Test
  void shouldReadTheRestWhenTheLastLineIsStillBeingWritten() throws Exception {
    // Given
    Path file = log(EVICTION + VERSION.substring(0, 40));

    // When
    AuditLog log = AuditLog.read(file);

    // Then
    assertThat(log.requests()).hasSize(1);
  }

  @Test
  void shouldCountOnlyLaterRequestsWhenAskedForAPhase() throws Exception {
    // Given
    AuditLog log = AuditLog.read(log(EVICTION + VERSION + VERSION));

    // When
    AuditLog phase = log.since(Instant.parse("2026-01-01T10:00:01Z"));

    // Then
    assertThat(phase.countByCall())
        .hasSize(1)
        .containsEntry(new AuditLog.Call("kubectl", "get", ""), 2L);
  }

  private Path log(String content) throws IOException {
    return Files.writeString(folder.resolve("audit.log"), content);
  }
}
