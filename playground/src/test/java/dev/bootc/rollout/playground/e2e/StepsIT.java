package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@EndToEnd
class StepsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String DIGEST = ImageDigest.in(Images.number(1)).orElseThrow().text();

  private final World world;

  StepsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldUpdateOneThenATenthThenAllWhenEachStepIsApproved() {
    // Given
    world.fleet("steps", 20, FleetTiming.ofMillis(200, 500));
    TestPool pool = world.pool("steps", 10);
    pool.awaitUpToDate(Images.number(0), 20);
    pool.editRollout(
        "{\"steps\":[{\"nodes\":1,\"soakSeconds\":20,\"approval\":true},"
            + "{\"nodes\":\"10%\",\"approval\":true}]}");

    // When
    pool.editImage(Images.number(1));

    // Then
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(pool.status().updatedCount()).isEqualTo(1));
    assertThat(pool.awaitBlockedBy(Kind.SOAKING, "BootcNodePool/steps").message())
        .contains("step 1 of 2 (1 node) soaks until ");
    awaitMessage(pool, 1, "approved-step=\"1 ");
    pool.awaitBlockedBy(Kind.WAITING_FOR_APPROVAL, "BootcNodePool/steps");
    pool.annotate(BootcApi.APPROVED_STEP, "1 " + DIGEST);
    awaitMessage(pool, 2, "step 2 of 2 (2 nodes) is done");
    pool.annotate(BootcApi.APPROVED_STEP, "2 " + DIGEST);
    pool.awaitUpToDate(Images.number(1), 20);
    assertThat(pool.rollout().message()).contains("step 2 approved by ");
  }

  private static void awaitMessage(TestPool pool, int updated, String text) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(pool.rollout().message()).contains(text);
          assertThat(pool.slotHolders()).isEmpty();
          assertThat(pool.status().updatedCount()).isEqualTo(updated);
        });
  }
}
