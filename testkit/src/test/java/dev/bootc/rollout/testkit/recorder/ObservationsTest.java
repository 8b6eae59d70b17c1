package dev.bootc.rollout.testkit.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private static final Facts.OfNode BEFORE = node("boot-1");
  private static final Facts.OfNode BOOTED = node("boot-2");
  private static final Facts.OfPod POD =
      new Facts.OfPod("shop", "web-1", "uid", "a", Map.of("app", "web"), true, true, false, false);

  private final Observations observations = new Observations(Clock.systemUTC());

  @Test
  void shouldBlameNoBootForAPodThatWentWhileItsWatchWasBroken() {
    // Given
    observations.seen(1, BEFORE);
    observations.seen(2, POD);

    // When
    observations.seen(5, BOOTED);
    observations.onlyThese(Facts.OfPod.class, Set.of(), 9);

    // Then
    assertThat(Judge.judgeSoFar(observations.all(), observations.gaps()).violations()).isEmpty();
  }

  @Test
  void shouldBlameABootForAPodThatIsStillThereAfterTheGap() {
    // Given
    observations.seen(1, BEFORE);
    observations.seen(2, POD);

    // When
    observations.seen(5, BOOTED);
    observations.onlyThese(Facts.OfPod.class, Set.of(POD.key()), 9);

    // Then
    assertThat(Judge.judgeSoFar(observations.all(), observations.gaps()).violations())
        .extracting(Violation::sentence)
        .containsExactly("Node a booted while pods were on it: shop/web-1");
  }

  private static Facts.OfNode node(String bootId) {
    return new Facts.OfNode("a", true, true, bootId, true);
  }
}
