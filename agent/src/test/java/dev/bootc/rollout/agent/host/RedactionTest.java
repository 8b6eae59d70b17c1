package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.StageFailureCause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  /** As containers/image, skopeo, curl, clouds' registries and proxies print them. */
  private static final List<String> TEMPLATES =
      List.of(
          "error: GET /v2/: Authorization: Basic %s refused",
          "error: GET /v2/: Authorization: Bearer %s denied",
          "authorization=Bearer %s",
          "> Proxy-Authorization: Negotiate %s",
          "request headers: map[Authorization:[Bearer %s]]",
          "pinging container registry https://robot:%s@registry.example.com/v2/: 401",
          "Get \"https://%s@registry.example.com/v2/\": EOF",
          "proxyconnect tcp: dial http://proxy:%s@10.0.0.1:3128: i/o timeout",
          "cannot log in to robot:%s@registry.example.com:5000: timeout",
          "Get \"https://s3.example.com/blob?X-Amz-Credential=a&X-Amz-Signature=%s\": context deadline exceeded",
          "Get \"https://blob.example.com/b?sv=2024&sig=%s&se=1\": EOF",
          "Get \"https://cdn.example.com/b?Expires=1&Signature=%s&Key-Pair-Id=K\": connection reset",
          "redirected to https://storage.example.com/b#access_token=%s",
          "auth.json: {\"auths\":{\"registry.example.com\":{\"auth\":\"%s\"}}}",
          "config {\\\"auth\\\":\\\"%s\\\"}",
          "identitytoken: \"%s and more\"",
          "registrytoken='%s'",
          "invalid password=%s for user robot",
          "passwd: %s",
          "client_secret => %s",
          "API-Key: %s",
          "aws_secret_access_key = %s",
          "x-registry-auth: %s",
          "curl --user-token %s https://registry.example.com",
          "skopeo copy --src-creds %s docker://registry.example.com/a",
          "Set-Cookie: session=%s; Path=/",
          "AWS4-HMAC-SHA256 Credential=AK/%s, SignedHeaders=host, Signature=%s",
          "unauthorized: bearer %s expired",
          "\u001B[1mpassword\u001B[0m: %s",
          "JWT eyJhbGciOiJIUzI1NiJ9.%s.c2ln is expired");

  @Test
  void shouldNeverLetASecretThroughWhateverItIsAndWhereverItStands() {
    // Given
    Random random = new Random(20261128);

    for (int run = 0; run < 200; run++) {
      String secret = secret(random);
      for (String template : TEMPLATES) {
        // When
        String shown = Redaction.of(template.replace("%s", secret));

        // Then
        assertThat(shown).as(template).doesNotContain(secret);
        assertThat(shown).as(template).doesNotContain(secret.substring(0, secret.length() / 2 + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error: Switching: Fetching manifest: reading manifest sha256:b2 in registry.example.com:5000/os/node:44@sha256:b2: denied",
        "error: Switching: Fetching manifest: reading manifest: unauthorized: authentication required",
        "error: Switching: Fetching manifest: getting username and password: error getting credentials - err: exec: \"docker-credential-ecr-login\": executable file not found in $PATH, out: \"\"",
        "error: Switching: Fetching manifest: reading signatures: Get \"https://registry.example.com/sigstore/os/node@sha256=b2/signature-1\": dial tcp: lookup registry.example.com: no such host",
        "error: Fetching manifest: containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage",
        "error: Status: Initializing storage: Acquiring sysroot: Remounting /sysroot read-write: Permission denied",
      })
  void shouldLeaveWhatTellsTheCause(String printed) {
    // Given the line

    // When
    String shown = Redaction.of(printed);

    // Then
    assertThat(shown).isEqualTo(printed);
    assertThat(StageFailureCause.of(shown)).isNotEqualTo(StageFailureCause.OTHER);
  }

  @Test
  void shouldMakeOneBoundedLineOfItWhateverItIs() {
    // Given
    String printed = "\u001B[31merror:\u001B[0m a\nb\rc\u0000d\u2028" + "x".repeat(100_000);

    // When
    String shown = Redaction.of(printed);

    // Then
    assertThat(shown).startsWith("error: a b c d x").hasSizeLessThan(1_100);
    assertThat(shown.chars().filter(Character::isISOControl).count()).isZero();
  }

  @Test
  void shouldCutCredentialsOutAtBothDoors() {
    // Given
    String line = "error: GET /v2/: Authorization: Basic aHVudGVyMg== refused";

    // When
    String complaint = new CommandResult.Exited(1, "", "first\n" + line + "\n").complaint();
    String journal =
        Journal.lastError("x\n" + line + "\nFailed with result 'exit-code'.").orElseThrow();

    // Then
    assertThat(complaint + journal).doesNotContain("aHVudGVyMg").contains("refused");
  }

  /** What passwords and tokens are made of; a blank or a quote would end them where they stand. */
  private static String secret(Random random) {
    byte[] bytes = new byte[6 + random.nextInt(60)];
    random.nextBytes(bytes);
    return switch (random.nextInt(3)) {
      case 0 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      case 1 ->
          Base64.getEncoder()
              .encodeToString(
                  ("u:" + bytes[0] + bytes[1] + bytes[2]).getBytes(StandardCharsets.UTF_8))
              .replace("=", "");
      default ->
          random
              .ints(bytes.length, 0, 62)
              .mapToObj(index ->
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                      .substring(index, index + 1))
              .collect(Collectors.joining());
    };
  }
}
