package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas that write the status of one pool. */
@RealServers
class RolloutStatusWriterIT {
  private static final RolloutStatus ROLLING = status("Rolling");
  private static final RolloutStatus PAUSED = status("Paused");

  private final ControlPlane plane;
  private NodeScene scene;
  private RolloutStatusWriter one;
  private RolloutStatusWriter other;

  RolloutStatusWriterIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeAPool() {
    scene = new NodeScene(plane);
    one = new RolloutStatusWriter(scene.client, Clock.systemUTC());
    other = new RolloutStatusWriter(scene.client, Clock.systemUTC());
  }

  @AfterEach
  void removeThePool() {
    scene.close();
  }

  @Test
  void shouldWriteTheSameAgainWhenAnotherReplicaWroteMeanwhile() {
    // Given
    offer(one, seen(), ROLLING, true);
    offer(other, seenWith(ROLLING), PAUSED, true);

    // When
    offer(one, seenWith(PAUSED), ROLLING, true);

    // Then
    assertThat(live()).isEqualTo(ROLLING);
  }

  @Test
  void shouldWriteNothingWhenThePoolHasChangedSinceItWasLookedAt() {
    // Given
    BootcNodePool before = seen();
    offer(other, before, status("Cancelled"), true);

    // When
    offer(one, before, ROLLING, true);

    // Then
    assertThat(live()).isEqualTo(status("Cancelled"));
  }

  @Test
  void shouldTellThatThePoolIsAnotherByNowWhenItBeginsWithWhatItSawBefore() {
    // Given
    BootcNodePool before = seen();
    offer(other, before, PAUSED, true);

    // When
    boolean begun = one.begin(before, ROLLING, () -> true);

    // Then
    assertThat(begun).isFalse();
    assertThat(live()).isEqualTo(PAUSED);
    assertThat(one.begin(seen(), ROLLING, () -> true)).isTrue();
    assertThat(live()).isEqualTo(ROLLING);
  }

  @Test
  void shouldWriteNothingWhenNobodyWaitsForItAnyMore() {
    // When
    offer(one, seen(), ROLLING, false);

    // Then
    assertThat(live()).isNull();
  }

  @Test
  void shouldBeDueAtOnceWhenWhatWasOfferedWasSaidAlready() {
    // Given
    RolloutStatusWriter writer =
        new RolloutStatusWriter(scene.client, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    offer(other, seen(), ROLLING, true);

    // When
    offer(writer, seenWith(ROLLING), ROLLING, true);

    // Then
    assertThat(writer.isDue(scene.ref.pool())).isTrue();
    assertThat(writer.untilDue(scene.ref.pool())).isZero();
  }

  @Test
  void shouldSayHowLongItIsNotDueWhenItHasJustWritten() {
    // Given
    RolloutStatusWriter writer =
        new RolloutStatusWriter(scene.client, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    // When
    offer(writer, seen(), ROLLING, true);

    // Then
    assertThat(writer.isDue(scene.ref.pool())).isFalse();
    assertThat(writer.untilDue(scene.ref.pool())).isEqualTo(Duration.ofSeconds(1));
  }

  private void offer(
      RolloutStatusWriter writer, BootcNodePool seen, RolloutStatus status, boolean wanted) {
    writer.offer(seen, status, () -> wanted);
    writer.settle(scene.ref.pool());
  }

  private BootcNodePool seen() {
    return scene.pool.read().orElseThrow();
  }

  private BootcNodePool seenWith(RolloutStatus status) {
    await().untilAsserted(() -> assertThat(live()).isEqualTo(status));
    return seen();
  }

  private @Nullable RolloutStatus live() {
    BootcNodePool pool = seen();
    return pool.getStatus() == null ? null : pool.getStatus().rollout();
  }

  private static RolloutStatus status(String phase) {
    return new RolloutStatus(
        phase,
        "sha256:" + "b".repeat(64),
        1L,
        "rollout/pool",
        "run",
        null,
        "as tested",
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
