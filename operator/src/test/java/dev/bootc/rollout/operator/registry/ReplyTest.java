package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]} | HTTP 404: MANIFEST_UNKNOWN: manifest unknown
          {"errors":[{"code":"DENIED"},{"message":"später"}]} | HTTP 404: DENIED, später
          <html><h1>Not Found</h1></html> | HTTP 404:   Not Found
          {"errors":"none"} | HTTP 404: {"errors":"none"}
          '' | HTTP 404
          """)
  void shouldSayWhatTheRegistrySaysWhenItRefuses(String body, String words) {
    assertThat(Replies.reply(404, Map.of(), body).words().strip()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 | 30
          Thu, 01 Jan 2026 00:02:00 GMT | 120
          """)
  void shouldReadWhenToComeAgainInBothForms(String header, long seconds) {
    assertThat(Replies.reply(429, Map.of("Retry-After", header), "").retryAfter(NOW))
        .hasValue(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"soon", "-1", "99999999999999999999", "Thu, 01 Jan 1970 00:02:00 GMT", ""})
  void shouldNotBelieveATimeThatIsNone(String header) {
    assertThat(Replies.reply(429, Map.of("Retry-After", header), "").retryAfter(NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html; charset=utf-8",
        "application/json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws"
      })
  void shouldNotBelieveADigestOfWhatIsNoManifest(String contentType) {
    Reply reply =
        Replies.reply(
            200, Map.of("Content-Type", contentType, "Docker-Content-Digest", DIGEST), "");
    assertThat(reply.namedDigest()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256:short", "sha512:abc", "../../etc"})
  void shouldNotBelieveADigestThatIsNone(String digest) {
    Reply reply =
        Replies.reply(
            200,
            Map.of("Content-Type", Reply.MANIFESTS.getFirst(), "Docker-Content-Digest", digest),
            "");
    assertThat(reply.namedDigest()).isEmpty();
  }

  @Test
  void shouldComputeTheDigestOfTheVeryBytes() {
    // The SHA-256 of "ä" in UTF-8, which is two bytes.
    assertThat(Replies.reply(200, Map.of(), "ä").computedDigest())
        .isEqualTo(
            new ImageDigest(
                "sha256:33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"token\":\"t\"}", "{\"access_token\":\"t\"}"})
  void shouldFindTheTokenUnderEitherName(String body) {
    assertThat(Replies.reply(200, Map.of(), body).token()).hasValue("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "<html>", "", "{\"token\":\"\"}"})
  void shouldFindNoTokenWhereThereIsNone(String body) {
    assertThat(Replies.reply(200, Map.of(), body).token()).isEmpty();
  }
}
