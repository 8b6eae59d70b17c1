package dev.bootc.rollout.workflows.node;

import static dev.bootc.rollout.workflows.node.Sighting.DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.NOON;
import static dev.bootc.rollout.workflows.node.Sighting.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.POOL;
import static dev.bootc.rollout.workflows.node.Sighting.asking;
import static dev.bootc.rollout.workflows.node.Sighting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.UpdateJudgement.Failed;
import dev.bootc.rollout.workflows.node.UpdateJudgement.Retargeted;
import dev.bootc.rollout.workflows.node.UpdateJudgement.Suspect;
import dev.bootc.rollout.workflows.node.UpdateJudgement.Updated;
import dev.bootc.rollout.workflows.node.UpdateJudgement.Waiting;
import dev.bootc.rollout.workflows.node.UpdateJudgement.WantedAgain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made of a node in its slot by one look at it. */
class JudgedNodeTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  static Stream<Arguments> looks() {
    return Stream.of(
        look("boots", staged().goingDown().notReady(), Waiting.class),
        look("has not gone down yet", staged(), Waiting.class),
        look("runs the image, not Ready yet", upToDate().notReady(), Waiting.class),
        look("runs the image, and goes down", upToDate().goingDown(), Waiting.class),
        look("runs the image", upToDate(), Updated.class),
        look("came back without the image", staged().inBoot("boot-2"), Suspect.class),
        look(
            "came back without it, not Ready", staged().inBoot("boot-2").notReady(), Waiting.class),
        look(
            "came back, and goes down again", staged().inBoot("boot-2").goingDown(), Waiting.class),
        look("its Node shows no boot ID", staged().inBoot(""), Waiting.class),
        look("its agent reports an error", approved(NodeState.DEGRADED), Failed.class),
        look("its approval was taken back", Sighting.of(NodeState.STAGED), Retargeted.class),
        look(
            "it was approved for another image",
            Sighting.of(NodeState.STAGING).approvedFor(OTHER_DIGEST),
            Retargeted.class),
        look(
            "it is asked once more for what it failed at",
            Sighting.of(NodeState.STAGED).verdict(failure(DIGEST)),
            Waiting.class),
        look(
            "it failed at another image",
            Sighting.of(NodeState.STAGED).verdict(failure(OTHER_DIGEST)),
            Retargeted.class),
        look(
            "somebody took its failure away",
            staged().failedInItsSlotAt(DIGEST),
            WantedAgain.class),
        look(
            "somebody took its failure away while it goes down",
            staged().goingDown().failedInItsSlotAt(DIGEST),
            Waiting.class),
        look(
            "somebody took its failure away, and it runs the image",
            upToDate().notReady().failedInItsSlotAt(DIGEST),
            Waiting.class),
        look(
            "it failed in its slot at another image",
            staged().failedInItsSlotAt(OTHER_DIGEST),
            Waiting.class),
        look(
            "its failure stands",
            staged().failedInItsSlotAt(DIGEST).verdict(failure(DIGEST)),
            Waiting.class),
        look(
            "its failure stands, and its slot is lost",
            staged().failedInItsSlotAt(DIGEST).withoutSlot(),
            Waiting.class));
  }

  private static Arguments look(String seen, Sighting sighting, Class<?> judgement) {
    return Arguments.of(Named.of(seen, sighting), judgement);
  }

  @ParameterizedTest
  @MethodSource("looks")
  void shouldBeJudgedByWhatIsSeenWhenLookedAt(Sighting sighting, Class<?> judgement) {
    // When
    UpdateJudgement judged = UpdateJudgement.of(sighting.node(), POOL, NOON);

    // Then
    assertThat(judged).isInstanceOf(judgement);
    assertThat(judged.message()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "false, boot-1, false",
    "false, boot-2, true",
    "false, '',     false",
    "true,  boot-1, true"
  })
  void shouldHaveANewBootWhenItsNodeShowsAnotherOrItsKernelMayStay(
      boolean softReboot, String bootId, boolean inNewBoot) {
    // Given
    PoolWish pool = new PoolWish(POOL.digest(), softReboot, null, Duration.ZERO);

    // When
    UpdateJudgement judged = UpdateJudgement.of(upToDate().inBoot(bootId).node(), pool, NOON);

    // Then
    assertThat(judged)
        .isInstanceOfSatisfying(
            Updated.class, updated -> assertThat(updated.inNewBoot()).isEqualTo(inNewBoot));
  }

  @Test
  void shouldNeedNoNewBootWhenNobodyApprovedAReboot() {
    // When
    UpdateJudgement judged =
        UpdateJudgement.of(Sighting.of(NodeState.UP_TO_DATE).node(), POOL, NOON);

    // Then
    assertThat(judged)
        .isInstanceOfSatisfying(Updated.class, updated -> assertThat(updated.inNewBoot()).isTrue());
  }

  @Test
  void shouldNeedNoNewBootWhenItIsNotKnownFromWhichOneItCame() {
    // Given
    SeenNode node = Sighting.of(NodeState.UP_TO_DATE).approvedWithoutATrace().node();

    // When
    UpdateJudgement judged = UpdateJudgement.of(node, POOL, NOON);

    // Then
    assertThat(node.provenNewBoot()).isFalse();
    assertThat(judged)
        .isInstanceOfSatisfying(Updated.class, updated -> assertThat(updated.inNewBoot()).isTrue());
  }

  @Test
  void shouldHaveFailedOnlyOnceItsTimeIsOver() {
    // Given
    SeenNode down = staged().goingDown().notReady().saying("bye").node();
    Instant over = NOON.plus(TIMEOUT);

    // When, Then
    assertThat(UpdateJudgement.of(down, asking(TIMEOUT), over)).isInstanceOf(Waiting.class);
    assertThat(UpdateJudgement.of(down, asking(null), over.plusSeconds(9)))
        .isInstanceOf(Waiting.class);
    assertThat(UpdateJudgement.of(down, asking(TIMEOUT), over.plusMillis(1)))
        .isEqualTo(
            new Failed(
                Verdict.Outcome.NOT_BACK,
                "not back within rebootTimeoutSeconds 600: not rebooted yet, Node not Ready,"
                    + " agent: STAGED (bye); approved at 2026-01-01T12:00:00Z"));
  }

  @Test
  void shouldHaveAllTimeWhenNobodyKnowsWhenItWasApproved() {
    // Given
    SeenNode node = Sighting.of(NodeState.REBOOTING).approvedWithoutATrace().notReady().node();

    // When
    UpdateJudgement judged =
        UpdateJudgement.of(node, asking(TIMEOUT), NOON.plus(Duration.ofDays(9)));

    // Then
    assertThat(judged).isEqualTo(new Waiting("booted anew, Node not Ready, agent: REBOOTING"));
  }

  @Test
  void shouldNameTheImageThatItRunsWhenThatIsNotTheApprovedOne() {
    // Given
    Sighting back = staged().inBoot("boot-2");

    // When, Then
    assertThat(UpdateJudgement.of(back.node(), POOL, NOON).message())
        .isEqualTo("booted anew, but runs an unreported image instead of the approved image");
    assertThat(UpdateJudgement.of(back.running(OTHER_DIGEST).node(), POOL, NOON).message())
        .contains("but runs " + OTHER_DIGEST + " instead");
  }

  @Test
  void shouldClaimSuccessOnlyWhenUpToDateReadyAndNotGoingDownWhateverElseIsSeen() {
    // Given
    List<SeenNode> all = new ArrayList<>();
    for (NodeState state : NodeState.values()) {
      for (int bits = 0; bits < 32; bits++) {
        all.add(anyOf(state, bits).node());
      }
    }

    // When, Then
    assertThat(all)
        .allSatisfy(node -> {
          boolean inOrder =
              node.state() == NodeState.UP_TO_DATE && node.ready() && !node.rebooting();
          UpdateJudgement judged =
              UpdateJudgement.of(node, asking(TIMEOUT), NOON.plus(TIMEOUT).plusSeconds(1));
          assertThat(judged instanceof Updated).as("%s", judged).isEqualTo(inOrder);
        });
  }

  private static Sighting anyOf(NodeState state, int bits) {
    Sighting any = Sighting.of(state);
    any = (bits & 1) == 0 ? any : any.notReady();
    any = (bits & 2) == 0 ? any : any.goingDown();
    any = (bits & 4) == 0 ? any : any.approvedFor(DIGEST);
    any = (bits & 8) == 0 ? any : any.inBoot("boot-2");
    return (bits & 16) == 0 ? any : any.verdict(failure(DIGEST));
  }

  private static Sighting approved(NodeState state) {
    return Sighting.of(state).approvedFor(DIGEST);
  }

  private static Sighting staged() {
    return approved(NodeState.STAGED);
  }

  private static Sighting upToDate() {
    return approved(NodeState.UP_TO_DATE);
  }
}
