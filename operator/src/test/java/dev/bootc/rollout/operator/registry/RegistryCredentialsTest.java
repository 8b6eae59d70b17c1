package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.ImageRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryCredentialsTest {
  private static final String SECRET = "pass:with:colons";

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/os/node, registry.example.com",
    "registry.example.com/os/node, registry.example.com/os",
    "registry.example.com/os/node, registry.example.com/os/node",
    "registry.example.com/os/node, https://registry.example.com/v2/",
    "registry.example.com/os/node, https://registry.example.com/",
    "registry.example.com:5000/os/node, registry.example.com:5000",
    "docker.io/library/node, https://index.docker.io/v1/",
    "docker.io/library/node, docker.io",
  })
  void shouldFindTheEntryOfTheImageHoweverItIsWritten(String name, String key) {
    assertThat(RegistryCredentials.in(config(key, SECRET), ref(name)))
        .hasValueSatisfying(
            found -> assertThat(found.header()).isEqualTo("Basic " + encoded("ann:" + SECRET)));
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/os/node, registry.example.com:5000",
    "registry.example.com/os/node, registry.example.com/other",
    "registry.example.com/os/node, registry.example.com/os/no",
    "registry.example.com/os/node, example.com",
    "evil-registry.example.com/os/node, registry.example.com",
  })
  void shouldShowNothingToWhomItIsNotMeantFor(String name, String key) {
    assertThat(RegistryCredentials.in(config(key, SECRET), ref(name))).isEmpty();
  }

  @Test
  void shouldPreferTheMostSpecificEntryWhenSeveralFit() {
    // Given
    String config =
        """
        {"auths": {"registry.example.com": {"auth": "%s"}, "registry.example.com/os": {"username": "bob", "password": "b"}}}
        """
            .formatted(encoded("ann:a"));

    // When, then
    assertThat(
            RegistryCredentials.in(config, ref("registry.example.com/os/node"))
                .orElseThrow()
                .header())
        .isEqualTo("Basic " + encoded("bob:b"));
    assertThat(
            RegistryCredentials.in(config, ref("registry.example.com/app")).orElseThrow().header())
        .isEqualTo("Basic " + encoded("ann:a"));
  }

  @Test
  void shouldShowATokenAsItIs() {
    assertThat(
            RegistryCredentials.in(
                    "{\"auths\":{\"registry.example.com\":{\"registrytoken\":\"secret-token\"}}}",
                    ref("registry.example.com/os/node"))
                .orElseThrow()
                .header())
        .isEqualTo("Bearer secret-token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"auths\":[]}",
        "{\"auths\":{\"registry.example.com\":{\"auth\":\"%%%secret\"}}}"
      })
  void shouldSayWithoutItsContentThatItIsNone(String config) {
    assertThatThrownBy(() -> RegistryCredentials.in(config, ref("registry.example.com/os/node")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  /** They are programs. */
  @Test
  void shouldRunNoHelperWhenTheSecretNamesOne() {
    assertThat(
            RegistryCredentials.in(
                "{\"credHelpers\":{\"registry.example.com\":\"x\"}}",
                ref("registry.example.com/os/node")))
        .isEmpty();
  }

  @Test
  void shouldNeverBePrinted() {
    assertThat(
            RegistryCredentials.in(config("registry.example.com", SECRET), Replies.REF).toString())
        .doesNotContain(SECRET, encoded("ann:" + SECRET));
  }

  private static String config(String key, String password) {
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, encoded("ann:" + password));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ImageRef.Tagged ref(String name) {
    return (ImageRef.Tagged) ImageRef.parse(name + ":stable");
  }
}
