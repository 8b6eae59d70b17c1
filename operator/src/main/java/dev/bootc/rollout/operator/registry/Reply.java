package dev.bootc.rollout.operator.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.ImageDigest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a registry answered to one request.
 *
 * @param status of HTTP
 * @param body empty where there is none
 */
record Reply(int status, HttpHeaders headers, String body) {
  /** An index comes first: it is what the tag names where there are several architectures. */
  static final List<String> MANIFESTS =
      List.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOO_MANY_REQUESTS = 429;

  boolean isOk() {
    return status == HttpURLConnection.HTTP_OK;
  }

  boolean asksForCredentials() {
    return status == HttpURLConnection.HTTP_UNAUTHORIZED;
  }

  /** Whoever has too much to do is not asked for its words as well. */
  boolean isOverloaded() {
    return status == TOO_MANY_REQUESTS || status >= HttpURLConnection.HTTP_INTERNAL_ERROR;
  }

  String contentType() {
    String type = headers.firstValue("Content-Type").orElse("no content type");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  boolean isManifest() {
    return isOk() && MANIFESTS.contains(contentType());
  }

  /** What the registry says of a manifest that it does not send along. */
  Optional<ImageDigest> namedDigest() {
    return headers
        .firstValue("Docker-Content-Digest")
        .filter(_ -> isManifest())
        .filter(ImageDigest::isValid)
        .map(ImageDigest::new);
  }

  /** That of the manifest itself. */
  ImageDigest computedDigest() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.ISO_8859_1));
      return new ImageDigest("sha256:" + HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }

  Optional<Duration> retryAfter(Instant now) {
    return headers.firstValue("Retry-After").flatMap(value -> pause(value.strip(), now));
  }

  private static Optional<Duration> pause(String value, Instant now) {
    try {
      Duration pause =
          value.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(pause).filter(later -> !later.isNegative());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** The token in the answer of whoever gives them; empty where there is none. */
  Optional<String> token() {
    JsonNode answer = json();
    return Optional.of(answer.path("token").asText(answer.path("access_token").asText("")))
        .filter(token -> !token.isBlank());
  }

  /** Its own words on what went wrong, as the specification has them, or whatever it sent. */
  String words() {
    List<String> errors = new ArrayList<>();
    for (JsonNode error : json().path("errors")) {
      String code = error.path("code").asText("");
      String message = error.path("message").asText("");
      errors.add(code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message);
    }
    String said = errors.isEmpty() ? text().replaceAll("<[^>]*>", " ") : String.join(", ", errors);
    return said.isBlank() ? "HTTP " + status : "HTTP " + status + ": " + said;
  }

  private JsonNode json() {
    try {
      return JSON.readTree(text());
    } catch (IOException none) {
      return JSON.createObjectNode();
    }
  }

  private String text() {
    return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
