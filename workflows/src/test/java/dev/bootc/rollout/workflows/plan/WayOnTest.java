package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WayOnTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final NodeProgress TRIED =
      new NodeProgress("node-1", "agent degraded", "2026-11-30T12:00:07Z");
  private static final NodeProgress CANNOT_STAGE = new NodeProgress("node-2", "degraded", null);

  @Test
  void shouldNameTheNodeTheWayBackAndAnotherImageWhenNodesFailed() {
    // When
    List<WayOn> ways =
        WayOn.of(RolloutPhase.HALTED, "workers", DIGEST, false, List.of(CANNOT_STAGE, TRIED));

    // Then
    assertThat(ways)
        .extracting(WayOn::command)
        .containsExactly(
            "kubectl debug node/node-1 -it --profile=sysadmin --image=busybox -- chroot /host",
            "kubectl annotate bn node-1 bootc.dev/verdict-",
            "kubectl annotate bnp workers --overwrite bootc.dev/undo=\"" + DIGEST + " <why>\"",
            "kubectl edit bnp workers");
  }

  @Test
  void shouldNotSendBackWhatIsOnItsWayBack() {
    // When
    List<WayOn> ways =
        WayOn.of(RolloutPhase.HALTED, "workers", DIGEST, true, List.of(CANNOT_STAGE));

    // Then
    assertThat(ways).extracting(WayOn::command).containsExactly("kubectl edit bnp workers");
  }

  @Test
  void shouldBlameNoImageForSingleNodesThatFailed() {
    // When
    List<WayOn> ways =
        WayOn.of(RolloutPhase.BLOCKED, "workers", DIGEST, false, List.of(CANNOT_STAGE, TRIED));

    // Then
    assertThat(ways)
        .extracting(WayOn::command)
        .contains("kubectl annotate bn node-1 bootc.dev/verdict-")
        .noneMatch(command -> command.contains("bootc.dev/undo"));
  }

  @Test
  void shouldSayNoneWhenABlockedRolloutGoesOnByItself() {
    // When
    List<WayOn> ways =
        WayOn.of(RolloutPhase.BLOCKED, "workers", DIGEST, false, List.of(CANNOT_STAGE));

    // Then
    assertThat(ways).isEmpty();
  }

  @Test
  void shouldNameAnotherImageAndTheSameAgainWhenItWasUndone() {
    // When
    List<WayOn> ways = WayOn.of(RolloutPhase.ROLLED_BACK, "workers", DIGEST, true, List.of());

    // Then
    assertThat(ways)
        .extracting(WayOn::command)
        .containsExactly(
            "kubectl edit bnp workers",
            "kubectl annotate bnp workers --overwrite bootc.dev/try-again=\"$(date)\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = RolloutPhase.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HALTED", "BLOCKED", "ROLLED_BACK"})
  void shouldSayNoneWhereItGoesOnByItselfOrWhatIsInTheWaySaysTheOnlyOne(RolloutPhase phase) {
    // When // Then
    assertThat(WayOn.of(phase, "workers", DIGEST, false, List.of(TRIED))).isEmpty();
  }
}
