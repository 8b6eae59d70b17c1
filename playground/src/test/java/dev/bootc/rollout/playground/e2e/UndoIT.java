package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LateFailure;
import dev.bootc.rollout.testkit.fleet.LateFailure.Sign;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An image whose nodes come up Ready and go bad: the fleet is back on the old one by itself. */
@EndToEnd
class UndoIT {
  private static final int NODES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration STANDS_FOR = Duration.ofSeconds(3);
  private static final String OLD = Images.number(0);
  private static final String BAD = Images.number(1);
  private static final String BAD_DIGEST = ImageDigest.in(BAD).orElseThrow().text();

  private final World world;
  private final Set<String> slotsTaken = new ConcurrentSkipListSet<>();

  UndoIT(World world) {
    this.world = world;
  }

  @Test
  void shouldUndoABadImageByItselfWhenItsCanaryFails() throws Exception {
    undo("undo", Duration.ofSeconds(3), 1, 20);
  }

  @Test
  @Tag("thorough")
  void shouldUndoABadImageByItselfWhenItsCanaryFailsAfterThirtySeconds() throws Exception {
    undo("undo-late", Duration.ofSeconds(30), 10, 60);
  }

  @Test
  void shouldGoBackWhenAPersonCallsTheImageBadByAnnotationAndByUpdate() {
    // Given
    String name = "undo-word";
    LightFleet fleet = world.fleet(name, 2, FleetTiming.ofMillis(100, 300));
    TestPool pool = world.pool(name, 2);
    pool.editMinReadySeconds(OptionalInt.of(0));
    pool.awaitUpToDate(OLD, 2);
    pool.editImage(BAD);
    pool.awaitUpToDate(BAD, 2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.status().deployedBefore()).isEqualTo(OLD));

    // When
    pool.annotate(BootcApi.UNDO, ImageDigest.in(OLD).orElseThrow().text() + " another image");
    await()
        .during(STANDS_FOR)
        .untilAsserted(
            () -> assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.ALL_UPDATED));
    pool.annotate(BootcApi.UNDO, BAD_DIGEST + " wrong colours");

    // Then
    awaitRolledBack(pool);
    assertThat(pool.upToDateMessage()).contains("a person has undone (wrong colours, by ");
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(OLD));
    pool.editPaused(true);
    pool.annotate(BootcApi.TRY_AGAIN, "after all");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rollout().digest()).isEqualTo(BAD_DIGEST);
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.PAUSED.text());
        });
    TemporalCommand rollout = world.temporal(name);
    assertThat(rollout.update("undo", "wrong again", "ann").text())
        .contains("kubectl annotate bnp " + name + " --overwrite bootc.dev/undo=");
    pool.editRollout("{\"verbs\":\"All\"}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.rolloutIsAboutThisGeneration()).isTrue());
    TemporalCommand.Answer answer = rollout.update("undo", "wrong again", "ann");
    assertThat(answer.taken()).as(answer.text()).isTrue();
    awaitRolledBack(pool);
    assertThat(pool.upToDateMessage())
        .contains("(wrong again, by field manager update of ", "who gives the name ann");
    pool.assertRestored();
  }

  private void undo(String name, Duration badAfter, int minReadySeconds, int soakSeconds)
      throws Exception {
    // Given
    LightFleet fleet =
        world.fleet(
            name,
            NODES,
            FleetTiming.ofMillis(100, 300),
            new LateFailure(BAD, badAfter, Sign.HOST_ROLLS_BACK));
    world.closedAfterTheTest(new Trigger(world.client(), name, this::noteSlot, () -> {}));
    TestPool pool = world.pool(name, 10);
    pool.editMinReadySeconds(OptionalInt.of(minReadySeconds));
    pool.editRollout(
        "{\"onFailure\":\"Rollback\",\"steps\":[{\"nodes\":1,\"soakSeconds\":%d}]}"
            .formatted(soakSeconds));
    pool.awaitUpToDate(OLD, NODES);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.status().deployedImage()).isEqualTo(OLD));

    // When
    pool.editImage(BAD);

    // Then
    awaitRolledBack(pool);
    assertThat(slotsTaken).as("the canary").hasSize(1);
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(OLD));
    pool.assertRestored();
    assertThat(pool.status().blockedBy())
        .anySatisfy(entry -> {
          assertThat(entry.knownKind()).contains(BlockedBy.Kind.ROLLED_BACK);
          assertThat(entry.nextAction()).contains("status.undone");
          assertThat(entry.since()).isNotNull();
        });
    assertThat(pool.rollout().message()).contains(BootcApi.TRY_AGAIN);
    world.killOperator();
    Long before = pool.status().observedGeneration();
    pool.editMaxUnavailable(9);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.status().observedGeneration()).isGreaterThan(before));
    await()
        .atMost(STANDS_FOR.multipliedBy(10))
        .during(STANDS_FOR)
        .untilAsserted(() -> assertThat(slotsTaken).hasSize(1));
    assertThat(Optional.ofNullable(pool.status().undone()).map(Undone::digest))
        .contains(BAD_DIGEST);
  }

  private static void awaitRolledBack(TestPool pool) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.upToDateReason())
              .as(pool.upToDateMessage())
              .isEqualTo(PoolConditions.ROLLED_BACK);
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.ROLLED_BACK.text());
          assertThat(pool.slotHolders()).isEmpty();
        });
  }

  private boolean noteSlot(HasMetadata object) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT)) {
      slotsTaken.add(node.getMetadata().getName());
    }
    return false;
  }
}
