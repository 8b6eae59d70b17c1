package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagStateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ImageDigest OLD = new ImageDigest("sha256:" + "a".repeat(64));
  private static final ImageDigest NEW = new ImageDigest("sha256:" + "b".repeat(64));
  private static final Duration PERIOD = Duration.ofMinutes(5);
  private static final Rhythm PUNCTUAL = new Rhythm(PERIOD, 0);
  private static final RegistryFailure AWAY = new RegistryFailure("away", null);

  @Test
  void shouldAskAtOnceWhenNothingIsKnown() {
    assertThat(TagState.UNKNOWN.isDue(NOW)).isTrue();
    assertThat(TagState.UNKNOWN.answer(null)).isEqualTo(new TagAnswer(null, null, null));
  }

  @Test
  void shouldNotAskTwiceWhenAQuestionIsUnderWay() {
    assertThat(TagState.UNKNOWN.begun().isDue(NOW.plus(Duration.ofDays(1)))).isFalse();
  }

  @Test
  void shouldAskAgainWhenThePeriodIsOverAndNotBefore() {
    // When
    TagState known = TagState.UNKNOWN.begun().resolved(NEW, NOW, PUNCTUAL);

    // Then
    assertThat(known.isDue(NOW.plus(PERIOD).minusMillis(1))).isFalse();
    assertThat(known.isDue(NOW.plus(PERIOD))).isTrue();
    assertThat(known.answer(OLD)).isEqualTo(new TagAnswer(NEW, null, NOW.plus(PERIOD)));
  }

  @Test
  void shouldKeepTheLastGoodDigestWhenTheRegistryFails() {
    // Given
    TagState known = TagState.UNKNOWN.begun().resolved(NEW, NOW, PUNCTUAL);

    // When
    TagState failed = known.begun().failed(AWAY, NOW, PUNCTUAL).begun().failed(AWAY, NOW, PUNCTUAL);

    // Then
    assertThat(failed.answer(OLD).digest()).isEqualTo(NEW);
    assertThat(failed.answer(OLD).problem()).isEqualTo("away");
    assertThat(failed.failures()).isEqualTo(2);
  }

  @Test
  void shouldTakeWhatWasWrittenDownWhenTheRegistryFailsFromTheStart() {
    // When
    TagState failed = TagState.UNKNOWN.begun().failed(AWAY, NOW, PUNCTUAL);

    // Then
    assertThat(failed.answer(OLD).digest()).isEqualTo(OLD);
  }

  @Test
  void shouldForgetTheFailuresWhenTheRegistryAnswersAgain() {
    // Given
    TagState failed = TagState.UNKNOWN.begun().failed(AWAY, NOW, PUNCTUAL);

    // When
    TagState known = failed.begun().resolved(NEW, NOW, PUNCTUAL);

    // Then
    assertThat(known).isEqualTo(TagState.UNKNOWN.begun().resolved(NEW, NOW, PUNCTUAL));
  }

  @Test
  void shouldAskOnceMoreWhenSomebodyWantsItWhileItIsAsked() {
    // Given
    TagState asking = TagState.UNKNOWN.begun().wantedNow();

    // When
    TagState known = asking.resolved(NEW, NOW, PUNCTUAL);

    // Then
    assertThat(asking.isDue(NOW)).isFalse();
    assertThat(known.isDue(NOW)).isTrue();
    assertThat(known.begun().resolved(NEW, NOW, PUNCTUAL).isDue(NOW)).isFalse();
  }

  @Test
  void shouldAskAtOnceWhenAPersonWantsItInAPause() {
    // Given
    RegistryFailure busy = new RegistryFailure("busy", Duration.ofMinutes(10));

    // When
    TagState waiting = TagState.UNKNOWN.begun().failed(busy, NOW, PUNCTUAL);

    // Then
    assertThat(waiting.isDue(NOW.plusSeconds(599))).isFalse();
    assertThat(waiting.wantedNow().isDue(NOW)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10", "3, 20", "6, 160", "7, 300", "1000000, 300"})
  void shouldWaitTwiceAsLongUpToThePeriodWhenItFailsAgain(int failures, long seconds) {
    assertThat(PUNCTUAL.afterAFailure(failures, null)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "1, 5", "600, 600", "86400, 3600"})
  void shouldNotAskEarlierThanTheRegistryWantsWhenItIsBusy(long asked, long waited) {
    assertThat(PUNCTUAL.afterAFailure(1, Duration.ofSeconds(asked)))
        .isEqualTo(Duration.ofSeconds(waited));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.999})
  void shouldSpreadQuestionsWithoutBreakingAPromise(double chance) {
    Rhythm rhythm = new Rhythm(PERIOD, chance);
    assertThat(rhythm.afterAnAnswer()).isBetween(Duration.ofSeconds(270), PERIOD);
    assertThat(rhythm.afterAFailure(1, Duration.ofMinutes(1)))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(66));
  }

  @Test
  void shouldNameAnotherQuestionWhenTheCredentialsAreOthers() {
    assertThat(asker("one", "sha256:1").question())
        .isEqualTo(asker("two", "sha256:1").question())
        .isNotEqualTo(asker("three", null).question());
  }

  private static Asker asker(String name, @Nullable String secretHash) {
    return new Asker(name, Replies.REF, null, secretHash, null, null);
  }
}
