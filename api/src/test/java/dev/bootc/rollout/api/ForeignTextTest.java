package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignTextTest {

  private static Stream<Arguments> written() {
    return Stream.of(
        Arguments.of("denied: \u001b[31mred\u001b[0m", "denied: [31mred [0m"),
        Arguments.of("two\r\nlines\tand\0nothing", "two lines and nothing"),
        Arguments.of("turned \u202eround\u2066", "turned round"),
        Arguments.of("  blanks  around\u2028 ", "blanks around"),
        Arguments.of("half \ud83d of a face", "half of a face"),
        Arguments.of("grüße 你好 😀", "grüße 你好 😀"));
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldBecomeOneLineThatPrintsWhenWrittenByOthers(String text, String line) {
    // Given // When
    String stored = ForeignText.line(text, 100);

    // Then
    assertThat(stored).isEqualTo(line);
  }

  @Test
  void shouldBeCutBetweenCharactersWhenTooLong() {
    // Given
    String faces = "😀".repeat(10);

    // When
    String stored = ForeignText.line(faces, 6);

    // Then
    assertThat(stored).isEqualTo("😀😀…");
    assertThat(ForeignText.line(faces, 20)).isEqualTo(faces);
    assertThat(ForeignText.line(null, 20)).isEmpty();
  }

  @Test
  void shouldNeverBeLongerNorDoAnythingToATerminalWhateverItIs() {
    // Given
    Random random = new Random(1);

    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(300), 0, 0x3000).forEach(text::appendCodePoint);

      // When
      String stored = ForeignText.line(text.toString(), 80);

      // Then
      assertThat(stored.length()).isLessThanOrEqualTo(80);
      assertThat(stored.codePoints().noneMatch(Character::isISOControl)).isTrue();
    }
  }
}
