package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void shouldTellASecondTimeWhenTheSameIsWrongAgain() {
    // When
    Happening one = only(degraded("node worker-1 reports an error", BEGAN));
    Happening again = only(degraded("node worker-1 reports an error", "2026-01-01T12:00:00Z"));

    // Then
    assertThat(again.name()).isNotEqualTo(one.name());
  }

  @Test
  void shouldTellOfAHaltByWhoHaltsItAndNotByWhatIsCounted() {
    // When
    Happening one = halted("halted: worker-1; 3/9 updated", "worker-1");
    Happening counted = halted("halted: worker-1; 4/9 updated", "worker-1");
    Happening more = halted("halted: worker-1, worker-2; 4/9 updated", "worker-1", "worker-2");

    // Then
    assertThat(counted.name()).isEqualTo(one.name());
    assertThat(more.name()).isNotEqualTo(one.name());
  }

  @Test
  void shouldDateWhatIsWrongNotBeforeTheStatusWasWritten() {
    // Given
    BootcNodePool pool = degraded("node worker-1 reports an error");

    // When
    pool.getMetadata()
        .setManagedFields(List.of(statusWritten("bootc-rollout-operator", "2026-01-01T11:40:00Z")));

    // Then
    assertThat(only(pool).since()).hasValue(Instant.parse("2026-01-01T11:40:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"True, 2026-01-01T11:00:00Z", "False,"})
  void shouldDateTheEndOfARolloutByWhatIsTrueOnly(String status, @Nullable Instant expected) {
    // Given
    BootcNodePool pool =
        pool(
            false,
            BEGAN,
            rollout(RolloutPhase.COMPLETED, null),
            List.of(new Condition(PoolConditions.UP_TO_DATE, status, 1L, BEGAN, "Why", "")),
            List.of());

    // Then
    assertThat(only(pool).since()).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void shouldDateTheEndOfARolloutByItsLastWord() {
    // Given
    BootcNodePool pool =
        pool(false, BEGAN, rollout(RolloutPhase.COMPLETED, null), List.of(), List.of());

    // When
    pool.getMetadata()
        .setManagedFields(List.of(statusWritten("bootc-rollout-progress", "2026-01-01T11:40:00Z")));

    // Then
    assertThat(only(pool).since()).hasValue(Instant.parse("2026-01-01T11:40:00Z"));
  }

  @ParameterizedTest
  @EnumSource(names = {"CLUSTER_CAP", "CONTROL_PLANE_TURN", "OWN_BRAIN_LAST"})
  void shouldTellOnceWhoeverItIsThatIsAway(Kind kind) {
    // When
    Happening one = inTheWay(kind, "Node/worker-1");
    Happening other = inTheWay(kind, "Node/worker-2");

    // Then
    assertThat(other.name()).isEqualTo(one.name());
    assertThat(inTheWay(Kind.DRAIN_BLOCKED, "Node/worker-1").name())
        .isNotEqualTo(inTheWay(Kind.DRAIN_BLOCKED, "Node/worker-2").name());
  }

  @Test
  void shouldDateWhatIsInTheWayNotBeforeTheRolloutBegan() {
    // Given
    BlockedBy entry =
        new BlockedBy("NodeNotReady", "Node/worker-1", BEGAN, "why", "", 1, List.of());

    // When
    List<Happening> told =
        PoolHappenings.of(
            pool(
                false,
                BEGAN,
                rollout(RolloutPhase.ROLLING, "2026-01-01T11:40:00Z"),
                List.of(),
                List.of(entry)));

    // Then
    assertThat(told.getLast().since()).hasValue(Instant.parse("2026-01-01T11:40:00Z"));
  }

  private static Happening inTheWay(Kind kind, String object) {
    return only(
        pool(
            false,
            BEGAN,
            null,
            List.of(),
            List.of(new BlockedBy(kind.text(), object, BEGAN, "why", "", 1, List.of()))));
  }

  private static Happening halted(String message, String... nodes) {
    return PoolHappenings.of(
            pool(
                false,
                BEGAN,
                null,
                List.of(
                    new Condition(
                        PoolConditions.DEGRADED,
                        "True",
                        1L,
                        BEGAN,
                        PoolConditions.ROLLOUT_HALTED,
                        message)),
                List.of(
                    new BlockedBy(
                        "Halted",
                        "Node/" + nodes[0],
                        BEGAN,
                        message,
                        "",
                        nodes.length,
                        List.of(nodes)))))
        .getFirst();
  }

  private static ManagedFieldsEntry statusWritten(String manager, String time) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withSubresource("status")
        .withTime(time)
        .build();
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
    return degraded(message, BEGAN);
  }

  private static BootcNodePool degraded(String message, String since) {
    return pool(
        false,
        BEGAN,
        null,
        List.of(
            new Condition(
                PoolConditions.DEGRADED, "True", 1L, since, PoolConditions.NODE_DEGRADED, message)),
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
    pool.setSpec(
        new KubernetesSerialization()
            .unmarshal(
                "{\"nodeSelector\":{},\"image\":{\"ref\":\"a.example.com/b\"}}",
                BootcNodePoolSpec.class));
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
