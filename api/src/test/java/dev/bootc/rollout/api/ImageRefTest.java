package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRefTest {
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final ImageDigest DIGEST = new ImageDigest("sha256:" + HEX);

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/os/node:1.2,         registry.example.com/os/node,      1.2",
    "registry.example.com/node:latest,         registry.example.com/node,         latest",
    "registry.example.com:5000/os/node:1.2,    registry.example.com:5000/os/node, 1.2",
    "localhost/node:1,                         localhost/node,                    1",
    "localhost:5000/node:1,                    localhost:5000/node,               1",
    "registry:5000/node:1,                     registry:5000/node,                1",
    "10.0.0.1:5000/node:1,                     10.0.0.1:5000/node,                1",
    "[fd00::1]:5000/node:1,                    [fd00::1]:5000/node,               1",
    "Registry.Example.COM/node:1,              Registry.Example.COM/node,         1",
    "r.example.com/a/b/c/d:1,                  r.example.com/a/b/c/d,             1",
    "r.example.com/a.b_c__d---e/f:V1_2.3-rc,   r.example.com/a.b_c__d---e/f,      V1_2.3-rc",
  })
  void shouldBeTaggedWhenTheTextHasATagOnly(String text, String name, String tag) {
    // Given a text
    // When
    ImageRef ref = ImageRef.parse(text);
    // Then
    assertThat(ref).isEqualTo(new ImageRef.Tagged(name, tag)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example.com/os/node",
        "registry.example.com:5000/os/node",
        "localhost:5000/node",
        "[::1]/node"
      })
  void shouldBePinnedWhenTheTextHasADigest(String name) {
    // Given
    String text = name + "@" + DIGEST.text();
    // When
    ImageRef ref = ImageRef.parse(text);
    // Then
    assertThat(ref).isEqualTo(new ImageRef.Pinned(name, DIGEST)).hasToString(text);
  }

  @Test
  void shouldDropTheTagWhenThereIsADigestToo() {
    // Given
    String text = "registry.example.com:5000/os/node:1.2@" + DIGEST.text();
    // When
    ImageRef ref = ImageRef.parse(text);
    // Then
    assertThat(ref).isEqualTo(new ImageRef.Pinned("registry.example.com:5000/os/node", DIGEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "node",
        "node:1",
        "os/node:1",
        "library/os/node:1",
        "/node:1",
        "registry.example.com",
        "registry.example.com:5000",
        ".example.com/node:1",
        "registry..example.com/node:1",
        "-registry.example.com/node:1",
        "--help.example.com/node:1",
        "registry.example-.com/node:1",
        "registry.example.com:port/node:1",
        "registry.example.com:/node:1",
        "docker://registry.example.com/node:1",
        "https://registry.example.com/node:1",
        " registry.example.com/node:1",
        "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void shouldAskForTheHostWhenTheTextIsNotFullyQualified(String text) {
    // Given a text
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("not fully qualified: begin with the registry's host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r.example.com/Node:1",
        "r.example.com/os/NODE:1",
        "r.example.com//node:1",
        "r.example.com/node/:1",
        "r.example.com/:1",
        "r.example.com/a..b:1",
        "r.example.com/a___b:1",
        "r.example.com/-node:1",
        "r.example.com/node-:1",
        "r.example.com/nöde:1",
        "r.example.com/node;reboot:1",
        "r.example.com/$(reboot):1",
        "r.example.com/`reboot`:1",
        "r.example.com/node|sh:1",
        "r.example.com/node&:1",
        "r.example.com/node >x:1",
        "r.example.com/node'\":1",
        "r.example.com/../../etc:1"
      })
  void shouldNameTheLettersThatAreAllowedWhenTheRepositoryIsMalformed(String text) {
    // Given a text
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("malformed repository name: use lower-case letters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r.example.com/node:",
        "r.example.com/node:-1",
        "r.example.com/node:.1",
        "r.example.com/node:a b",
        "r.example.com/node:1;reboot",
        "r.example.com/node:$(reboot)",
        "r.example.com/node:a:b",
        "r.example.com/node:1\n",
        "r.example.com/node:@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void shouldNameTheLettersThatAreAllowedWhenTheTagIsMalformed(String text) {
    // Given a text
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .hasMessageContaining("malformed tag: use letters, digits");
  }

  static Stream<String> malformedDigests() {
    return Stream.of(
        "",
        "sha256:",
        HEX,
        "sha256:" + HEX.substring(1),
        "sha256:" + HEX + "0",
        "sha256:" + HEX.replace('a', 'A'),
        "sha256:" + HEX.replace('a', 'g'),
        "SHA256:" + HEX,
        "sha512:" + HEX + HEX,
        "sha256:" + HEX + "\n",
        "sha256:" + HEX + ";reboot",
        "sha256:" + HEX + "@sha256:" + HEX);
  }

  @ParameterizedTest
  @MethodSource("malformedDigests")
  void shouldSayHowADigestLooksWhenItIsMalformed(String digest) {
    // Given
    String text = "registry.example.com/node@" + digest;
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .hasMessageContaining("malformed digest: it must be @sha256: and 64 lower-case");
  }

  @Test
  void shouldAskForEitherWhenThereIsNeitherTagNorDigest() {
    // Given
    String text = "registry.example.com:5000/os/node";
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .hasMessage(
            "\"registry.example.com:5000/os/node\" has neither tag nor digest: add :tag or @sha256:<64 hexadecimal digits>");
  }

  static Stream<String> longTexts() {
    return Stream.of(
        "a".repeat(10_000),
        "r.example.com/" + "a".repeat(10_000) + ":1",
        "r.example.com/" + "a/".repeat(5_000) + "a:1",
        "r.example.com/" + "a-".repeat(5_000) + ":1",
        "a.".repeat(5_000) + "com/node:1",
        "r.example.com/node:" + "1".repeat(10_000),
        "r.example.com/node@sha256:" + "0".repeat(10_000),
        "@".repeat(10_000),
        ":".repeat(10_000),
        "/".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("longTexts")
  void shouldRefuseWithAShortMessageWhenTheTextIsTenThousandCharactersLong(String text) {
    // Given a text
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .isInstanceOf(ImageRef.Malformed.class)
        .extracting(Throwable::getMessage)
        .asString()
        .hasSizeLessThan(400)
        .contains(text.substring(0, 200) + "…");
  }

  @Test
  void shouldSayTheLimitWhenTheNameIsTooLong() {
    // Given
    String text = "r.example.com/" + "a".repeat(242) + ":1";
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .hasMessageContaining("has a name of 256 characters: use at most 255");
  }

  @Test
  void shouldShowNoControlCharacterWhenTheTextHasSome() {
    // Given
    String text = "r.example.com/node:1\n2026-11-22 level=INFO forged\u001b[2J";
    // When
    assertThatThrownBy(() -> ImageRef.parse(text))
        // Then
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContainPattern("\\p{Cntrl}")
        .contains("node:1\uFFFD2026-11-22");
  }
}
