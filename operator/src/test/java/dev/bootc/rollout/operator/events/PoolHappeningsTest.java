package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolHappeningsTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final String BEGAN = "2026-01-01T11:00:00Z";

  @Test
  void shouldTellNothingOfAPoolThatHasComeToNothingYet() {
    // Given
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName("workers").withUid("uid").build());

    // Then
    assertThat(PoolHappenings.of(pool)).isEmpty();
  }

  @Test
  void shouldTellOfATargetOnceForEachTimeThatItBecameTheTarget() {
    // When
    Happening told = only(pool(true, BEGAN, null, List.of(), List.of()));
    Happening again = only(pool(true, "2026-01-01T11:30:00Z", null, List.of(), List.of()));

    // Then
    assertThat(told.reason()).isEqualTo("ImageUpdateAvailable");
    assertThat(told.note()).contains(DIGEST);
    assertThat(told.since()).hasValue(Instant.parse(BEGAN));
    assertThat(again.name()).isNotEqualTo(told.name());
    assertThat(PoolHappenings.of(pool(false, BEGAN, null, List.of(), List.of()))).isEmpty();
  }

  @Test
  void shouldTellTheBeginningOfARolloutAndItsEndWhenItCompletes() {
    // When
    Happening began =
        only(pool(false, BEGAN, rollout(RolloutPhase.ROLLING, BEGAN), List.of(), List.of()));
    Happening ended =
        only(pool(false, BEGAN, rollout(RolloutPhase.COMPLETED, null), List.of(), List.of()));

    // Then
    assertThat(began.reason()).isEqualTo("RolloutStarted");
    assertThat(ended.reason()).isEqualTo("RolloutCompleted");
    assertThat(ended.note()).contains(DIGEST, "rollout/workers");
  }

  @Test
  void shouldTellWhatIsWrongWithThePoolAnewWhenItsMessageChanges() {
    // When
    Happening one = only(degraded("node worker-1 reports an error"));
    Happening two = only(degraded("nodes worker-1 and worker-2 report an error"));

    // Then
    assertThat(one.reason()).isEqualTo(PoolConditions.NODE_DEGRADED);
    assertThat(one.warning()).isTrue();
    assertThat(one.note()).isEqualTo("node worker-1 reports an error");
    assertThat(two.name()).isNotEqualTo(one.name());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldTellWhatIsInTheWayUnderItsOwnWordWithTheNextAction(Kind kind) {
    // Given
    BlockedBy entry =
        new BlockedBy(
            kind.text(), "Node/worker-1", BEGAN, "why", "kubectl get nodes", 1, List.of());

    // When
    Happening told = only(pool(false, BEGAN, null, List.of(), List.of(entry)));

    // Then
    assertThat(told.reason()).isEqualTo(kind.text());
    assertThat(told.note()).isEqualTo("Node/worker-1: why; next: kubectl get nodes");
    assertThat(told.related())
        .isNotNull()
        .extracting(ObjectReference::getKind, ObjectReference::getName)
        .containsExactly("Node", "worker-1");
  }

  @Test
  void shouldRelateToNothingWhereItIsNoObjectOfTheCluster() {
    // Given
    BlockedBy entry =
        new BlockedBy("NobodyPlans", "Workflow/rollout/workers", BEGAN, "why", "", 0, List.of());

    // When
    Happening told = only(pool(false, BEGAN, null, List.of(), List.of(entry)));

    // Then
    assertThat(told.related()).isNull();
  }

  private static Happening only(BootcNodePool pool) {
    List<Happening> all = PoolHappenings.of(pool);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static BootcNodePool degraded(String message) {
    return pool(
        false,
        BEGAN,
        null,
        List.of(
            new Condition(
                PoolConditions.DEGRADED, "True", 1L, BEGAN, PoolConditions.NODE_DEGRADED, message)),
        List.of());
  }

  private static RolloutStatus rollout(RolloutPhase phase, @Nullable String began) {
    return new RolloutStatus(
        phase.text(),
        DIGEST,
        1L,
        "rollout/workers",
        "run",
        began,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  private static BootcNodePool pool(
      boolean updateAvailable,
      String since,
      @Nullable RolloutStatus rollout,
      List<Condition> conditions,
      List<BlockedBy> blockedBy) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName("workers").withUid("uid").build());
    pool.setStatus(
        new BootcNodePoolStatus(
            1L,
            DIGEST,
            null,
            updateAvailable,
            null,
            1,
            0,
            1,
            0,
            conditions,
            rollout,
            null,
            blockedBy,
            null,
            null,
            since,
            null));
    return pool;
  }
}
