package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An update counts once its node has been seen in order for long enough, without a break. */
class ReadyWatchTest {
  private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");
  private static final Instant READY = START.minusSeconds(5);
  private static final UpdateJudgement IN_ORDER = new UpdateJudgement.Updated(true, "runs it");
  private static final UpdateJudgement IN_ORDER_IN_THE_SAME_BOOT =
      new UpdateJudgement.Updated(false, "runs it");
  private static final UpdateJudgement WRONG = new UpdateJudgement.Waiting("Node not Ready");

  private final ReadyWatch watch = new ReadyWatch();

  @Test
  void shouldCountAtTheFirstLookWhenThePoolAsksForNoTime() {
    // When
    UpdateJudgement answer =
        watch.after(IN_ORDER, node("boot-2", READY), asking(Duration.ZERO), START);

    // Then
    assertThat(answer).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldSayHowLongItWatchesWhenTheNodeHasJustBecomeReady() {
    // Given
    look(IN_ORDER, "boot-2", READY, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", READY, 12_500);

    // Then
    assertThat(answer)
        .isEqualTo(
            new UpdateJudgement.Watched(Duration.ofMillis(17_500), "Ready, watched for 18 s more"));
  }

  @Test
  void shouldCountWhenTheTimeIsOver() {
    // Given
    look(IN_ORDER, "boot-2", READY, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", READY, 30_000);

    // Then
    assertThat(answer).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldNotBelieveTheClockOfTheNodeWhenItSaysReadyForAYear() {
    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", START.minus(Duration.ofDays(365)), 0);

    // Then
    assertThat(answer).isInstanceOf(UpdateJudgement.Watched.class);
  }

  @Test
  void shouldNotCountWhenWhatIsSeenOfTheNodeMayBeFromBeforeItsReboot() {
    // Given
    look(IN_ORDER_IN_THE_SAME_BOOT, "boot-1", READY, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER_IN_THE_SAME_BOOT, "boot-1", READY, 119_000);

    // Then
    assertThat(answer).isInstanceOf(UpdateJudgement.Watched.class);
  }

  @Test
  void shouldCountWhenTheNodeHadBootedItsImageBeforeItsApproval() {
    // Given
    look(IN_ORDER_IN_THE_SAME_BOOT, "boot-1", READY, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER_IN_THE_SAME_BOOT, "boot-1", READY, 120_000);

    // Then
    assertThat(answer).isEqualTo(IN_ORDER_IN_THE_SAME_BOOT);
  }

  @Test
  void shouldBeginAnewWhenSomethingWasWrongInBetween() {
    // Given
    look(IN_ORDER, "boot-2", READY, 0);
    look(WRONG, "boot-2", READY, 20_000);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", READY, 31_000);

    // Then
    assertThat(answer).isInstanceOf(UpdateJudgement.Watched.class);
  }

  @Test
  void shouldBeginAnewWhenABreakWasNotSeenAndTheConditionSaysSo() {
    // Given
    look(IN_ORDER, "boot-2", READY, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", READY.plusSeconds(15), 31_000);

    // Then
    assertThat(answer).isInstanceOf(UpdateJudgement.Watched.class);
  }

  @Test
  void shouldBeginAnewWhenTheNodeBootedOnceMore() {
    // Given
    look(IN_ORDER, "boot-2", null, 0);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-3", null, 31_000);

    // Then
    assertThat(answer).isInstanceOf(UpdateJudgement.Watched.class);
  }

  @Test
  void shouldNotWaitLongerThanTheWholeTimeWhenTheOwnClockIsSetBack() {
    // Given
    look(IN_ORDER, "boot-2", READY, 0);
    look(IN_ORDER, "boot-2", READY, -3_600_000);

    // When
    UpdateJudgement answer = look(IN_ORDER, "boot-2", READY, -3_570_000);

    // Then
    assertThat(answer).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldSayWhatIsWrongWhenSomethingIs() {
    // When
    UpdateJudgement answer = look(WRONG, "boot-2", READY, 0);

    // Then
    assertThat(answer).isEqualTo(WRONG);
  }

  private UpdateJudgement look(
      UpdateJudgement judgement, String bootId, @Nullable Instant readySince, long millis) {
    return watch.after(
        judgement,
        node(bootId, readySince),
        asking(Duration.ofSeconds(30)),
        START.plusMillis(millis));
  }

  private static PoolWish asking(Duration minReady) {
    return new PoolWish(null, false, null, minReady);
  }

  private static SeenNode node(String bootId, @Nullable Instant readySince) {
    return new SeenNode(
        "registry.example/os@sha256:" + "b".repeat(64),
        true,
        NodeState.UP_TO_DATE,
        false,
        "",
        "",
        new SeenNode.Slot(false),
        SeenNode.Approval.NONE,
        null,
        true,
        readySince,
        SeenNode.Cordon.OURS,
        bootId);
  }
}
