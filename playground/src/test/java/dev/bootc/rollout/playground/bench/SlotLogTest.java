package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotLogTest {
  private final SteppedClock clock = new SteppedClock();
  private final SlotLog log = new SlotLog(clock);

  @Test
  void shouldSayWhichShareOfTheBudgetWasInUseWhenASlotStoodEmptyForATime() {
    // Given
    at(0, "a", true);
    at(0, "b", true);
    at(10, "a", false);
    at(15, "c", true);

    // When
    double inUse = log.inUse(2).orElseThrow();

    // Then
    assertThat(inUse).isCloseTo(25.0 / 30.0, within(0.001));
  }

  @Test
  void shouldLeaveOutTheTailWhenNothingIsLeftToStart() {
    // Given
    at(0, "a", true);
    at(10, "a", false);
    at(10, "b", true);
    at(90, "b", false);

    // When
    double inUse = log.inUse(1).orElseThrow();

    // Then
    assertThat(inUse).isEqualTo(1.0);
  }

  @Test
  void shouldMatchEachNodeBackWithTheSlotThatItFreesWhenThereAreSeveral() {
    // Given
    at(0, "a", true);
    at(0, "b", true);
    back(10, "a");
    back(12, "b");
    at(13, "c", true);
    at(17, "d", true);

    // When
    Duration most = log.turnaround(2, 100).orElseThrow();

    // Then
    assertThat(most).isEqualTo(Duration.ofSeconds(5));
    assertThat(log.turnaround(2, 50)).contains(Duration.ofSeconds(3));
    assertThat(log.lastBack()).contains(Instant.EPOCH.plusSeconds(12));
  }

  @Test
  void shouldCountASlotOnceWhenItsBootcNodeIsSeenAgain() {
    // Given
    at(0, "a", true);
    at(5, "a", true);

    // When
    log.begin();
    at(7, "a", true);

    // Then
    assertThat(log.firstTaken()).isEmpty();
    assertThat(log.inUse(1)).isEmpty();
  }

  private void at(long second, String node, boolean holdsSlot) {
    clock.now = Instant.EPOCH.plusSeconds(second);
    BootcNode seen = new BootcNode();
    seen.setMetadata(
        new ObjectMetaBuilder()
            .withName(node)
            .withAnnotations(holdsSlot ? Map.of(BootcApi.IN_REBOOT_SLOT, "") : Map.of())
            .build());
    log.changed(seen);
  }

  private void back(long second, String node) {
    clock.now = Instant.EPOCH.plusSeconds(second);
    log.cameUp(node, "boot");
  }

  private static final class SteppedClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
