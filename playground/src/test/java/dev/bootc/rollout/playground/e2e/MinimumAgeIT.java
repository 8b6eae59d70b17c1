package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.junit.Promised;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class MinimumAgeIT {
  private static final Duration AGE = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(15);

  private final World world;

  MinimumAgeIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldStageAndStartNothingBeforeTheImageIsOldEnough() {
    // Given
    LightFleet fleet = world.fleet("young", 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = world.pool("young", 2);
    pool.awaitUpToDate(Images.number(0), 2);
    world
        .client()
        .resources(BootcNodePool.class)
        .withName("young")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"image\":{\"minimumAgeSeconds\":%d}}}".formatted(AGE.toSeconds()));
    Instant edited = Instant.now();

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(pool.awaitBlockedBy(Kind.WAITING_FOR_AGE, "BootcNodePool/young").message())
        .contains("image.minimumAgeSeconds is 20: nodes are started from 20");
    await()
        .atMost(Promised.within(SOON))
        .untilAsserted(() ->
            assertThat(pool.rollout().message()).contains("2 wait: image.minimumAgeSeconds is 20"));
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isZero());
    assertThat(pool.slotHolders()).isEmpty();
    pool.awaitUpToDate(Images.number(1), 2);
    assertThat(Duration.between(edited, Instant.now())).isGreaterThan(AGE);
  }
}
