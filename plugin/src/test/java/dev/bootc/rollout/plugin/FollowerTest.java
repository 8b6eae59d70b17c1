package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.plugin.Follower.Changes;
import dev.bootc.rollout.plugin.cluster.PoolChanges.Seen;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowerTest {
  private final Ticking clock = new Ticking();

  @Test
  void shouldEndWhenNothingIsHeardAndTheApiServerRefuses() {
    // Given
    Changes silent =
        new Unheard() {
          @Override
          public Optional<Seen> ask() {
            throw new Problem(ExitCode.FORBIDDEN, "not any more");
          }
        };

    // When // Then
    assertThatThrownBy(() ->
            Follower.follow(silent, clock, new Deadline(clock, null), _ -> Optional.of("seen")))
        .isInstanceOf(Problem.class)
        .hasMessage("not any more");
    assertThat(clock.now).isEqualTo(Instant.EPOCH.plusSeconds(5));
  }

  @Test
  void shouldGoByWhatIsAskedForWhenNothingIsHeard() {
    // Given
    Changes silent =
        new Unheard() {
          @Override
          public Optional<Seen> ask() {
            return Optional.of(new Seen.State(Pools.rolling("Rolling", "")));
          }
        };

    // When
    Optional<String> answer =
        Follower.follow(
            silent,
            clock,
            new Deadline(clock, null),
            pool -> Optional.of(pool.getMetadata().getName()));

    // Then
    assertThat(answer).contains("workers");
  }

  @Test
  void shouldGoOnForAsLongAsItMayWhenTheApiServerIsAway() {
    // Given
    Changes silent =
        new Unheard() {
          @Override
          public Optional<Seen> ask() {
            return Optional.empty();
          }
        };

    // When
    Optional<String> answer =
        Follower.follow(
            silent, clock, new Deadline(clock, Duration.ofMinutes(2)), _ -> Optional.of("seen"));

    // Then
    assertThat(answer).isEmpty();
    assertThat(clock.now).isEqualTo(Instant.EPOCH.plusSeconds(120));
  }

  /** Each look takes a second. */
  private abstract class Unheard implements Changes {
    @Override
    public Optional<Seen> next(Duration atMost) {
      clock.now = clock.now.plusSeconds(1);
      return Optional.empty();
    }

    @Override
    public boolean areHeard() {
      return false;
    }
  }

  private static final class Ticking extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
