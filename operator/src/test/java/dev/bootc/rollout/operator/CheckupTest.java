package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private final Checkup readiness = new Checkup("ready", "cache");

  @Test
  void shouldNameThePartThatIsNotWellWhenOneIsNot() {
    // Given
    readiness.add("temporal", Optional::empty);

    // When
    Checkup.Result seen = readiness.look();

    // Then
    assertThat(seen)
        .isEqualTo(new Checkup.Result(false, "cache: is being started\ntemporal: ready\n"));
  }

  @Test
  void shouldStayWellWhenThereIsOnlyARemark() {
    // Given
    readiness.add("cache", Optional::empty);
    readiness.add("temporal", Optional::empty);
    readiness.remark("temporal", () -> Optional.of("its volume is full"));

    // When
    Checkup.Result seen = readiness.look();

    // Then
    assertThat(seen)
        .isEqualTo(
            new Checkup.Result(true, "cache: ready\ntemporal: ready, but its volume is full\n"));
  }

  @Test
  void shouldSayTheProblemAloneWhenThereIsARemarkToo() {
    // Given
    readiness.add("cache", () -> Optional.of("lost its watch"));
    readiness.remark("cache", () -> Optional.of("it is large"));

    // When
    Checkup.Result seen = readiness.look();

    // Then
    assertThat(seen).isEqualTo(new Checkup.Result(false, "cache: lost its watch\n"));
  }
}
