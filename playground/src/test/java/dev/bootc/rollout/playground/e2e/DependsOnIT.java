package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class DependsOnIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final World world;

  DependsOnIT(World world) {
    this.world = world;
  }

  @Test
  void shouldStartNothingBeforeThePoolIsUpToDateThatItDependsOn() {
    // Given
    TestPool first = pool("first");
    TestPool second = pool("second");
    second.editRollout("{\"dependsOn\":[\"first\"]}");
    first.editPaused(true);
    first.editImage(Images.number(1));
    awaitMessage(first, "paused by ");

    // When
    second.editImage(Images.number(1));

    // Then
    awaitMessage(second, "2 wait: depends on pool first, which is not up to date");
    second.awaitBlockedBy(Kind.DEPENDS_ON, "BootcNodePool/second");
    assertThat(second.slotHolders()).isEmpty();
    first.editPaused(false);
    second.awaitUpToDate(Images.number(1), 2);
    first.awaitUpToDate(Images.number(1), 2);
  }

  @Test
  @Tag("thorough")
  void shouldSayThatItWaitsInVainWhenThePoolIsCancelledOrGone() {
    // Given
    TestPool before = pool("before");
    TestPool behind = pool("behind");
    behind.editRollout("{\"dependsOn\":[\"before\",\"gone\"]}");

    // When
    behind.editImage(Images.number(1));

    // Then
    behind.awaitBlockedBy(Kind.DEPENDS_IN_VAIN, "BootcNodePool/behind");
    awaitMessage(behind, "depends on pool gone, which does not exist");

    // When
    behind.editRollout("{\"dependsOn\":[\"before\"]}");
    behind.awaitUpToDate(Images.number(1), 2);
    before.editPaused(true);
    before.editImage(Images.number(1));
    awaitMessage(before, "paused by ");
    world.temporal("before").cancel();
    before.awaitBlockedBy(Kind.CANCELLED, "BootcNodePool/before");
    behind.editImage(Images.number(2));

    // Then
    awaitMessage(behind, "depends on pool before, which is not up to date: Cancelled");
    behind.awaitBlockedBy(Kind.DEPENDS_IN_VAIN, "BootcNodePool/behind");
    assertThat(behind.slotHolders()).isEmpty();
  }

  @Test
  @Tag("thorough")
  void shouldNameTheCircleWhenTwoPoolsDependOnEachOther() {
    // Given
    TestPool one = pool("ring-a");
    TestPool other = pool("ring-b");
    one.editRollout("{\"dependsOn\":[\"ring-b\"]}");
    other.editRollout("{\"dependsOn\":[\"ring-a\"]}");

    // When
    one.editImage(Images.number(1));

    // Then
    awaitMessage(
        one, "depends on ring-a -> ring-b -> ring-a, which is a circle: take one of them out");
    one.awaitBlockedBy(Kind.DEPENDS_IN_VAIN, "BootcNodePool/ring-a");
  }

  private TestPool pool(String name) {
    world.fleet(name, 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), 2);
    return pool;
  }

  private static void awaitMessage(TestPool pool, String text) {
    await().atMost(SOON).untilAsserted(() -> assertThat(pool.rollout().message()).contains(text));
  }
}
