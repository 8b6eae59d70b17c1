package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the columns PHASE and WHY say of an image that is asked for since a moment ago. */
@EndToEnd
class FirstWordIT {
  private static final String OLD = Images.number(0);
  private static final String NEW = Images.number(1);

  private final World world;

  FirstWordIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldSayNoMoreThatAllIsDoneBeforeAnyNodeIsGivenTheNewImage() {
    // Given
    String name = "first-word";
    world.fleet(name, 3, FleetTiming.ofMillis(100, 300));
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(OLD, 3);
    // Of nodes that run it before the pool is seen there is no rollout.
    pool.editImage(Images.number(2));
    pool.awaitUpToDate(Images.number(2), 3);
    await()
        .untilAsserted(
            () -> assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.COMPLETED.text()));
    Versions<BootcNodePool> spoken =
        new Versions<>(seen -> seen.getMetadata().getName().equals(name) && isAbout(seen, NEW));
    Versions<BootcNode> given =
        new Versions<>(seen ->
            seen.getMetadata().getName().startsWith(name)
                && seen.getSpec().desiredImage().equals(NEW));
    world.closedAfterTheTest(world.client().resources(BootcNodePool.class).inform(spoken));
    world.closedAfterTheTest(world.client().resources(BootcNode.class).inform(given));

    // When
    pool.editImage(NEW);

    // Then
    pool.awaitUpToDate(NEW, 3);
    await()
        .untilAsserted(() -> {
          assertThat(spoken.first()).isPositive();
          assertThat(given.first()).isPositive();
        });
    assertThat(spoken.first())
        .as("version of the cluster at which the status speaks of the new image")
        .isLessThan(given.first());
  }

  private static boolean isAbout(BootcNodePool pool, String image) {
    return RolloutStatus.on(pool)
        .filter(rollout -> ImageDigest.in(image).orElseThrow().text().equals(rollout.digest()))
        .isPresent();
  }

  /** Those of objects that are as somebody waits for them to be: one order for all kinds. */
  private static final class Versions<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final Queue<Long> seen = new ConcurrentLinkedQueue<>();
    private final Predicate<T> awaited;

    Versions(Predicate<T> awaited) {
      this.awaited = awaited;
    }

    /** 0 where there is none. */
    long first() {
      return seen.stream().mapToLong(Long::longValue).min().orElse(0);
    }

    private void look(T object) {
      if (awaited.test(object)) {
        seen.add(Long.valueOf(object.getMetadata().getResourceVersion()));
      }
    }

    @Override
    public void onAdd(T added) {
      look(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      look(after);
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {}
  }
}
