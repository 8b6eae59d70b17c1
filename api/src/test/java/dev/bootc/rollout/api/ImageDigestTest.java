package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDigestTest {
  private static final String TEXT = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void shouldKeepTheWholeTextWhenItIsADigest() {
    // Given a digest
    // When
    ImageDigest digest = new ImageDigest(TEXT);
    // Then
    assertThat(digest.text()).isEqualTo(TEXT);
    assertThat(digest.shortText()).isEqualTo("0123456789ab");
  }

  @Test
  void shouldSayWhatADigestIsWhenTheTextIsNone() {
    // Given a text
    // When
    assertThatThrownBy(() -> new ImageDigest("sha256:abc"))
        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not a digest: \"sha256:abc\"; it must be sha256: and 64 lower-case hexadecimal digits");
  }

  @Test
  void shouldBeFoundWhenAPullSpecificationEndsWithOne() {
    // Given
    String pullSpec = "registry.example.com:5000/os/node:1.2@" + TEXT;
    // When
    Optional<ImageDigest> digest = ImageDigest.in(pullSpec);
    // Then
    assertThat(digest).contains(new ImageDigest(TEXT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "registry.example.com/node:1", "registry.example.com/node@", "node@sha256:ab"})
  void shouldBeAbsentWhenAPullSpecificationHasNone(String pullSpec) {
    // Given a pull specification
    // When
    Optional<ImageDigest> digest = ImageDigest.in(pullSpec);
    // Then
    assertThat(digest).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "sha256:/123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "sha256::123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "sha256:`123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void shouldBeNoneWhenOneCharacterIsNotAsItMustBe(String text) {
    // When
    boolean valid = ImageDigest.isValid(text);
    // Then
    assertThat(valid).isFalse();
    assertThat(ImageDigest.isValid(TEXT)).isTrue();
  }
}
