package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcOperatorConfig;
import dev.bootc.rollout.api.BootcOperatorConfigSpec;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.servers.RegistryServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The whole product with a registry: nobody edits the pool, and its nodes follow the tag. */
@EndToEnd
class TagIT {
  private static final int PERIOD_SECONDS = 2;
  private static final String REPOSITORY = "os/node";

  private final World world;

  TagIT(World world) {
    this.world = world;
  }

  @Test
  void shouldRollOutWhatTheTagMeansByNowWhenItMoves() {
    // Given
    RegistryServer registry = world.closedAfterTheTest(RegistryServer.plain());
    String name = registry.address() + "/" + REPOSITORY;
    BootcOperatorConfig config = new BootcOperatorConfig();
    config.getMetadata().setName("tags");
    config.setSpec(
        new BootcOperatorConfigSpec(
            new BootcOperatorConfigSpec.Controller(true, PERIOD_SECONDS), null));
    world.client().resource(config).create();
    world.closedAfterTheTest(() -> world.client().resource(config).delete());
    String before = registry.push(REPOSITORY, "stable", "before");
    world.fleet("tagged", 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = world.pool("tagged", name + ":stable", 1);
    pool.awaitUpToDate(name + "@" + before, 2);

    // When
    String after = registry.push(REPOSITORY, "stable", "after");

    // Then
    pool.awaitUpToDate(name + "@" + after, 2);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.ALL_UPDATED));
    assertThat(pool.bootcNodes())
        .allSatisfy(node ->
            assertThat(node.getMetadata().getAnnotations())
                .doesNotContainKey(BootcApi.IN_REBOOT_SLOT));
    pool.assertRestored();
  }
}
