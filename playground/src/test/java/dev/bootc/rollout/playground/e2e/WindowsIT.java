package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class WindowsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** More than can be updated before an edit is taken up. */
  private static final int NODES = 6;

  private final World world;

  WindowsIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldStartNothingUntilSomebodyOverridesItWhenNoWindowIsOpen() {
    // Given
    TestPool pool = poolWithWindow("closed", Instant.now().plus(12, ChronoUnit.HOURS));
    pool.editImage(Images.number(1));
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(pool.rollout().message())
              .contains(
                  NODES + " wait: no window is open for the 60 s of an update: the next opens at ");
          assertThat(pool.slotHolders()).isEmpty();
        });
    pool.awaitBlockedBy(Kind.WAITING_FOR_WINDOW, "BootcNodePool/closed");

    // When
    Instant until = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    pool.annotate(BootcApi.WINDOW_OVERRIDE, until + " fix for CVE-2026-1234");

    // Then
    pool.awaitUpToDate(Images.number(1), NODES);
    assertThat(pool.rollout().message())
        .contains("windows are overridden until " + until + " by ", ": fix for CVE-2026-1234");
  }

  @Test
  void shouldFinishWhatIsUnderWayAndStartNothingElseWhenItsWindowIsTakenAway() {
    // Given
    TestPool pool = poolWithWindow("closing", Instant.now().minus(1, ChronoUnit.MINUTES));
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    pool.editRollout(window(Instant.now().plus(12, ChronoUnit.HOURS)));

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(pool.rollout().message()).contains("no window is open");
          assertThat(pool.slotHolders()).isEmpty();
          assertThat(pool.status().updatedCount()).isBetween(1, NODES - 1);
        });
    pool.assertRestored();
  }

  @Test
  void shouldNameTheFieldAndTheMendWhenATimeZoneIsUnknown() {
    // Given
    TestPool pool = poolWithWindow("zone", Instant.now().minus(1, ChronoUnit.MINUTES));

    // When
    pool.editRollout(
        "{\"windows\":{\"open\":[{\"schedule\":\"0 2 * * *\",\"durationSeconds\":3600,"
            + "\"timeZone\":\"Europe/Berlinn\"}]}}");

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(pool.degradedMessage())
                .startsWith("spec.rollout.windows.open[0].timeZone: \"Europe/Berlinn\"")
                .contains("give an IANA name"));
  }

  private TestPool poolWithWindow(String name, Instant opens) {
    world.fleet(name, NODES, FleetTiming.ofMillis(200, 1_500));
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    pool.editRollout(window(opens));
    return pool;
  }

  /** For an hour a day from that minute on. */
  private static String window(Instant opens) {
    return String.format(
        Locale.ROOT,
        "{\"windows\":{\"open\":[{\"schedule\":\"%d %d * * *\",\"durationSeconds\":3600}],"
            + "\"expectedUpdateSeconds\":60}}",
        opens.atOffset(ZoneOffset.UTC).getMinute(),
        opens.atOffset(ZoneOffset.UTC).getHour());
  }
}
