package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class MaxStagingIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final World world;

  MaxStagingIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldLetTwoNodesStageAtATimeWhenImagesFollowEachOtherAndOneNodeCannotStage() {
    // Given
    LightFleet fleet = world.fleet("turns", 7, FleetTiming.ofMillis(1_500, 500));
    TestPool pool = world.pool("turns", 3);
    pool.awaitUpToDate(Images.number(0), 7);
    pool.editRollout("{\"maxStaging\":2}");
    String sick = fleet.nodes().getFirst();
    fleet.setFault(sick, NodeFault.FAILS_TO_STAGE);
    StagingWatch staging = new StagingWatch();
    world.closedAfterTheTest(new Trigger(world.client(), "turns", staging::see, () -> {}));

    // When
    pool.editImage(Images.number(1));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(pool.rollout().message()).contains("others stage first: maxStaging is 2"));
    pool.editImage(Images.number(2));

    // Then
    pool.awaitBlockedBy(Kind.STAGING_FAILED, "Node/" + sick);
    await().atMost(SOON).untilAsserted(() -> assertThat(pool.status().updatedCount()).isEqualTo(6));
    fleet.clearFault(sick, NodeFault.FAILS_TO_STAGE);
    pool.awaitUpToDate(Images.number(2), 7);
    assertThat(staging.most).hasValue(2);
  }

  /** How many were asked for an image at a time and had not said yet that they have it. */
  private static final class StagingWatch {
    private final Set<String> staging = new ConcurrentSkipListSet<>();
    private final AtomicInteger most = new AtomicInteger();

    boolean see(HasMetadata object) {
      if (object instanceof BootcNode node) {
        NodeState state = NodeState.of(node);
        String name = node.getMetadata().getName();
        if (state == NodeState.PENDING || state == NodeState.STAGING) {
          staging.add(name);
        } else {
          staging.remove(name);
        }
        most.accumulateAndGet(staging.size(), Math::max);
      }
      return false;
    }
  }
}
