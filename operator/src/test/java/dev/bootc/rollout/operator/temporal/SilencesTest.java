package dev.bootc.rollout.operator.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SilencesTest {
  private final Silences silences = new Silences();

  @Test
  void shouldCallItAwayAtTheThirdSilenceInARow() {
    // Given
    List<Status> refusals =
        List.of(Status.DEADLINE_EXCEEDED, Status.RESOURCE_EXHAUSTED, Status.DEADLINE_EXCEEDED);

    // When
    Stream<Boolean> away = refusals.stream().map(silences::areAnOutageWith);

    // Then
    assertThat(away).containsExactly(false, false, true);
  }

  @Test
  void shouldBeginToCountAnewWhenItAnsweredInBetween() {
    // Given
    silences.areAnOutageWith(Status.DEADLINE_EXCEEDED);
    silences.areAnOutageWith(Status.DEADLINE_EXCEEDED);
    silences.answered();

    // When
    boolean away = silences.areAnOutageWith(Status.DEADLINE_EXCEEDED);

    // Then
    assertThat(away).isFalse();
  }

  @Test
  void shouldCallItAwayAtOnceWhenTheConnectionIsRefused() {
    // Given
    Status refused =
        Status.UNAVAILABLE.withCause(
            new IOException("io exception", new ConnectException("Connection refused")));

    // When
    boolean away = silences.areAnOutageWith(refused);

    // Then
    assertThat(away).isTrue();
  }

  @Test
  void shouldNotCallItAwayWhenAProxyInBetweenCutsAConnectionNowAndThen() {
    // Given
    Status cut = Status.UNAVAILABLE.withDescription("HTTP status code 504");
    silences.areAnOutageWith(cut);
    silences.areAnOutageWith(cut);
    silences.answered();

    // When
    boolean away = silences.areAnOutageWith(cut);

    // Then
    assertThat(away).isFalse();
  }
}
