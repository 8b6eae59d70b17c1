package dev.bootc.rollout.plugin.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is called a secret, and however often it is wrapped, nothing of it is left. */
class RedactionPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRIES = 3_000;
  private static final List<String> NAMES =
      List.of(
          "api-token",
          "clientSecret",
          "apiKey",
          "API_KEY",
          "passwd",
          "password",
          "PassPhrase",
          "authorization",
          "AWS_SECRET_ACCESS_KEY",
          "db.password",
          "access-key",
          "privateKey",
          "registryAuth",
          "x-auth",
          "auth",
          ".dockerconfigjson",
          "session_token",
          "set-cookie");
  private static final String SIGNS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/!$%^*";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldLeaveNothingOfASecret(long seed) throws JsonProcessingException {
    // Given
    Random random = new Random(seed);

    for (int i = 0; i < TRIES; i++) {
      String secret = secret(random);
      String text = wrapped(random, named(random, secret));

      // When
      String left = Redaction.text(text);

      // Then
      assertThat(left).as("seed %d, try %d: %s", seed, i, text).doesNotContain(secret);
      assertThat(Redaction.json(JSON.createObjectNode().put("message", text)).toString())
          .as("seed %d, try %d: %s", seed, i, text)
          .doesNotContain(secret);
    }
  }

  private static String secret(Random random) {
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < 12 + random.nextInt(20); i++) {
      secret.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return "s" + secret + "Z9";
  }

  private static String named(Random random, String secret) throws JsonProcessingException {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    return switch (random.nextInt(12)) {
      case 0 -> name + "=" + secret;
      case 1 -> name + ": " + secret;
      case 2 -> "--" + name + "=" + secret + " --other=1";
      case 3 -> JSON.writeValueAsString(JSON.createObjectNode().put(name, secret));
      case 4 ->
          JSON.writeValueAsString(JSON.createObjectNode().put(name, "a \"quoted\\ " + secret));
      case 5 -> name + "='it is " + secret + "'";
      case 6 -> "Authorization: token " + secret;
      case 7 -> "GET https://" + secret.replaceAll("[/?#]", "x") + "@host/path";
      case 8 -> "redis://:" + secret + "@host:6379/0";
      case 9 -> "https://host/x?a=b&" + query(random) + "=" + secret;
      case 10 ->
          JSON.writeValueAsString(
              JSON.createObjectNode().set(name, JSON.createArrayNode().add(secret)));
      default -> name + " = \"" + secret + " and " + secret + "\"";
    };
  }

  private static String query(Random random) {
    return List.of("sig", "X-Amz-Signature", "x-amz-security-token", "access_token")
        .get(random.nextInt(4));
  }

  /** In a line of a log, in JSON, in JSON within JSON. */
  private static String wrapped(Random random, String text) throws JsonProcessingException {
    String wrapped = text;
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      wrapped =
          switch (random.nextInt(3)) {
            case 0 -> "12:00:00 INFO said " + wrapped;
            case 1 -> JSON.writeValueAsString(JSON.createObjectNode().put("message", wrapped));
            default -> "body=" + JSON.writeValueAsString(wrapped);
          };
    }
    return wrapped;
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"auths\":{}}", "{\n \"auths\": {}}", "{ \"auths\": {} }"})
  void shouldLeaveNothingOfCredentialsInBase64(String json) {
    // Given
    String secret =
        Base64.getEncoder()
            .encodeToString((json + "x".repeat(40)).getBytes(StandardCharsets.UTF_8));

    // When
    String left = Redaction.text("read " + secret + " from the volume");

    // Then
    assertThat(left).isEqualTo("read [redacted] from the volume");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"v\",\"secret\":{\"secretName\":\"registry\",\"defaultMode\":420}}",
        "{\"imagePullSecrets\":[{\"name\":\"registry\"}]}",
        "{\"valueFrom\":{\"secretKeyRef\":{\"name\":\"keys\",\"key\":\"one\"}}}",
        "{\"pullSecretRef\":{\"namespace\":\"os\",\"name\":\"registry\"}}",
        "{\"automountServiceAccountToken\":false}",
        "{\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}}",
        "{\"annotations\":{\"bootc.dev/skip\":\"sha256:2222 broken fan\"}}",
        "{\"author\":\"ann\",\"kind\":\"SecretMissing\",\"keys\":3}"
      })
  void shouldLeaveWhatOnlySaysWhereASecretIs(String json) throws JsonProcessingException {
    // Given
    JsonNode object = JSON.readTree(json);

    // When
    JsonNode left = Redaction.json(object.deepCopy());

    // Then
    assertThat(left).isEqualTo(object);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"secret\":{\"db\":\"hunter2\"}}",
        "{\"secrets\":[\"hunter2\"]}",
        "{\"secret\":{\"key\":\"hunter2\"}}",
        "{\"annotations\":{\"kapp.k14s.io/original\":\"hunter2\"}}",
        "{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"hunter2\"}}",
        "{\"token\":{\"raw\":\"hunter2\"}}"
      })
  void shouldTakeOutWhatIsOnlyCalledLikeAReference(String json) throws JsonProcessingException {
    // When
    JsonNode left = Redaction.json(JSON.readTree(json));

    // Then
    assertThat(left.toString()).doesNotContain("hunter2");
  }
}
