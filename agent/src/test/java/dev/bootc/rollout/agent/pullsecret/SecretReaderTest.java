package dev.bootc.rollout.agent.pullsecret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.pullsecret.SecretReader.Answer;
import dev.bootc.rollout.api.PullSecretRef;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReaderTest {
  private static final PullSecretRef REF = new PullSecretRef("os-pull", "images");

  @Test
  void shouldGiveTheContentWhenItIsAJsonObject() {
    // Given
    String content = "{\"auths\":{\"registry.example.com\":{\"auth\":\"aHVudGVyMg==\"}}}";

    // When
    Answer answer = SecretReader.judge(REF, secret(".dockerconfigjson", content));

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Found.class, found -> assertThat(found.content()).isEqualTo(content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2", "{\"auths\": hunter2}", "[\"hunter2\"]", "{} hunter2", "\"hunter2\""})
  void shouldNameTheSecretAndQuoteNothingOfItWhenItIsNoJsonObject(String content) {
    // Given
    Secret secret = secret(".dockerconfigjson", content);

    // When
    Answer answer = SecretReader.judge(REF, secret);

    // Then
    assertThat(message(answer))
        .startsWith("spec.pullSecretRef: Secret images/os-pull has a .dockerconfigjson that is no")
        .doesNotContain("hunter2");
  }

  @Test
  void shouldNameTheKeyWhenTheSecretIsOfAnotherKind() {
    // Given
    Secret secret = secret("password", "hunter2");

    // When
    Answer answer = SecretReader.judge(REF, secret);

    // Then
    assertThat(message(answer))
        .isEqualTo(
            "spec.pullSecretRef: Secret images/os-pull has no .dockerconfigjson: create it as type kubernetes.io/dockerconfigjson");
  }

  @Test
  void shouldSayThatItDoesNotExistWhenThereIsNone() {
    // Given
    @Nullable Secret none = null;

    // When
    Answer answer = SecretReader.judge(REF, none);

    // Then
    assertThat(message(answer)).contains("images/os-pull does not exist: create it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "\uFEFF{\"auths\":{}}",
        "{\"auths\":{\"registry.example.com\":{}}}",
        "{\"auths\":{\"registry.example.com\":{\"username\":\"hunter2\",\"password\":\"hunter2\"}}}",
        "{\"auths\":[\"hunter2\"]}",
      })
  void shouldSayThatItHoldsNoCredentialsWhenNoRegistryHasAny(String content) {
    // Given
    Secret secret = secret(".dockerconfigjson", content);

    // When
    Answer answer = SecretReader.judge(REF, secret);

    // Then
    assertThat(message(answer)).contains("holds no credentials").doesNotContain("hunter2");
  }

  @Test
  void shouldRefuseCredentialProgramsByName() {
    // Given
    String content =
        "{\"auths\":{\"registry.example.com\":{\"auth\":\"aHVudGVyMg==\"}},\"credsStore\":\"desktop\",\"credHelpers\":{\"registry.example.com\":\"ecr-login\"}}";

    // When
    Answer answer = SecretReader.judge(REF, secret(".dockerconfigjson", content));

    // Then
    assertThat(message(answer)).contains("(desktop, ecr-login)").contains("credHelpers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"}}}",
        "{\"auths\":{\"registry.example.com\":{\"auth\":\"dTo=\",\"identitytoken\":\"x\"}}}",
        "{\"auths\":{\"registry.example.com/os\":{\"auth\":\"dTpw\"},\"registry.example.com\":{}}}",
      })
  void shouldTakeEveryFormThatHoldsCredentials(String content) {
    // Given
    Secret secret = secret(".dockerconfigjson", "\uFEFF" + content);

    // When
    Answer answer = SecretReader.judge(REF, secret);

    // Then
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Found.class, found -> assertThat(found.content()).isEqualTo(content));
  }

  private static String message(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Unusable.class);
    return ((Answer.Unusable) answer).message();
  }

  private static Secret secret(String key, String content) {
    return new SecretBuilder()
        .addToData(key, Base64.getEncoder().encodeToString(content.getBytes(UTF_8)))
        .build();
  }
}
