package dev.bootc.rollout.plugin.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.steer.Answer.Said;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import dev.bootc.rollout.plugin.steer.Decision.Write;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class PoolVerbsTest {
  private static final String UNDONE =
      """
      {"observedGeneration":2,"targetDigest":"%s","undone":{"digest":"%s",
      "ref":"registry.example.com/os/node@%s","to":"registry.example.com/os/node@%s",
      "since":"2026-11-29T03:00:00Z","why":"w"},
      "rollout":{"phase":"Rolling","generation":2,"digest":"%s"}}
      """
          .formatted(Pools.OLD, Pools.NEW, Pools.NEW, Pools.OLD, Pools.OLD);

  private static final String WAITS_FOR_STEP =
      """
      ,"blockedBy":[{"kind":"WaitingForApproval","object":"BootcNodePool/workers","message":"m",
      "nodeCount":0,"nextAction":
      "kubectl annotate bnp workers --overwrite bootc.dev/approved-step=\\"%s\\""}]
      """;

  @Test
  void shouldPauseByTheFieldAndHearThatTheRolloutIsPaused() {
    // Given
    BootcNodePool pool = Pools.rolling("Rolling", "");

    // When
    Decision decision = PoolVerbs.pause(pool);

    // Then
    Write write = written(decision, "{\"spec\":{\"rollout\":{\"paused\":true}}}");
    assertThat(write.answer().in(pool)).isInstanceOf(Said.NotYet.class);
    assertThat(write.answer().in(Pools.rolling("Paused", ",\"pausedBy\":\"ann\"")))
        .isInstanceOf(Said.Heard.class);
    assertThat(PoolVerbs.pause(Pools.pool("{\"paused\":true}", "{}")))
        .isInstanceOf(AlreadySo.class);
  }

  @Test
  void shouldResumeWhatWasPausedByTheField() {
    // Given
    BootcNodePool pool = Pools.pool("{\"paused\":true}", "{}");

    // When
    Decision decision = PoolVerbs.resume(pool);

    // Then
    written(decision, "{\"spec\":{\"rollout\":{\"paused\":false}}}");
  }

  @Test
  void shouldBeginTheCancelledRunAgainAndNoOther() {
    // Given
    BootcNodePool pool = Pools.rolling("Cancelled", ",\"runId\":\"run-1\"");

    // When
    Decision decision = PoolVerbs.resume(pool);

    // Then
    Write write =
        written(decision, "{\"metadata\":{\"annotations\":{\"bootc.dev/resume\":\"run-1\"}}}");
    assertThat(write.answer().in(pool)).isInstanceOf(Said.NotYet.class);
    assertThat(write.answer().in(Pools.rolling("Rolling", ",\"runId\":\"run-2\"")))
        .isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldSayHowTemporalEndsItWhenItWasPausedThere() {
    // Given
    BootcNodePool pool =
        Pools.rolling("Paused", ",\"pausedBy\":\"4711@laptop\",\"workflowId\":\"rollout/workers\"");

    // When
    Decision decision = PoolVerbs.resume(pool);

    // Then
    assertThat(decision)
        .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
        .extracting(Refused::why)
        .asString()
        .contains("4711@laptop")
        .contains("temporal workflow signal --name resume --workflow-id rollout/workers");
  }

  @Test
  void shouldSayThatTheNextRolloutIsResumedWhenThePausedOneIsOver() {
    // Given
    BootcNodePool pool =
        Pools.rolling(
            "Completed", ",\"pausedBy\":\"4711@laptop\",\"workflowId\":\"rollout/workers\"");

    // When
    Decision decision = PoolVerbs.resume(pool);

    // Then
    assertThat(decision)
        .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
        .extracting(Refused::why)
        .isEqualTo(
            "its rollout is over, and no run is there to resume; the next one begins paused by"
                + " Temporal, by 4711@laptop, and only Temporal ends that, once the next one has"
                + " begun: temporal workflow signal --name resume --workflow-id rollout/workers");
  }

  @Test
  void shouldCancelAnOpenRolloutOnly() {
    // Given
    BootcNodePool open = Pools.rolling("Halted", ",\"runId\":\"run-1\"");

    // When
    Decision decision = PoolVerbs.cancel(open, "wrong \"image\"");

    // Then
    written(
        decision,
        "{\"metadata\":{\"annotations\":{\"bootc.dev/cancel\":\"run-1 wrong \\\"image\\\"\"}}}");
    assertThat(PoolVerbs.cancel(Pools.rolling("Cancelled", ""), "x")).isInstanceOf(AlreadySo.class);
    assertThat(PoolVerbs.cancel(Pools.rolling("Completed", ""), "x")).isInstanceOf(Refused.class);
    assertThat(PoolVerbs.cancel(Pools.pool("{}", "{}"), "x")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldApproveTheStepThatThePoolsLineAsksFor() {
    // Given
    BootcNodePool pool = Pools.rolling("Rolling", WAITS_FOR_STEP.formatted("1 222222222222"));

    // When
    Decision decision = PoolVerbs.approve(pool, "");

    // Then
    written(
        decision,
        "{\"metadata\":{\"annotations\":{\"bootc.dev/approved-step\":\"1 222222222222\"}}}");
    assertThat(PoolVerbs.approve(Pools.rolling("Rolling", ""), "")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldUndoTheDigestThatIsAskedForAndSaySoOnce() {
    // Given
    BootcNodePool pool = Pools.rolling("Completed", "");

    // When
    Decision decision = PoolVerbs.undo(pool, "wrong colours");

    // Then
    Write write =
        written(
            decision,
            "{\"metadata\":{\"annotations\":{\"bootc.dev/undo\":\"%s wrong colours\"}}}"
                .formatted(Pools.NEW));
    assertThat(write.answer().in(pool)).isInstanceOf(Said.NotYet.class);
    assertThat(write.answer().in(Pools.pool("{}", UNDONE))).isInstanceOf(Said.Heard.class);
    assertThat(PoolVerbs.undo(Pools.pool("{}", UNDONE), "again")).isInstanceOf(AlreadySo.class);
    assertThat(PoolVerbs.undo(Pools.pool("{}", "{}"), "x")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldTellTheOperatorsOwnReasonWhenItRefuses() {
    // Given
    Write write = (Write) PoolVerbs.undo(Pools.rolling("Completed", ""), "wrong colours");
    BootcNodePool refusing =
        Pools.pool(
            "{}",
            """
            {"conditions":[{"type":"UpToDate","status":"True","reason":"AllUpdated",
            "lastTransitionTime":"2026-11-29T03:00:00Z",
            "message":"6/6 updated; not undone as bootc.dev/undo asks: nothing to go back to"}]}
            """);

    // When
    Said said = write.answer().in(refusing);

    // Then
    assertThat(said)
        .isEqualTo(new Said.Refused("not undone as bootc.dev/undo asks: nothing to go back to"));
    assertThat(Answer.undone(Pools.NEW, refusing).in(refusing)).isInstanceOf(Said.NotYet.class);
  }

  @Test
  void shouldTryAgainOnlyWhatWasUndone() {
    // Given
    BootcNodePool pool = Pools.pool("{}", UNDONE);

    // When
    Decision decision = PoolVerbs.tryAgain(pool, "after all");

    // Then
    written(decision, "{\"metadata\":{\"annotations\":{\"bootc.dev/try-again\":\"after all\"}}}");
    assertThat(PoolVerbs.tryAgain(Pools.rolling("Rolling", ""), "x")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldUndoAgainWhenTheMarkIsOneThatSomebodyHasLifted() {
    // Given
    BootcNodePool again =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"targetDigest":"%s","undone":{"digest":"%s",
            "ref":"registry.example.com/os/node@%s","since":"2026-11-29T03:00:00Z","why":"w",
            "told":"one word","spent":"one word"},
            "rollout":{"phase":"Rolling","generation":2,"digest":"%s"}}
            """
                .formatted(Pools.NEW, Pools.NEW, Pools.NEW, Pools.NEW));

    // When
    Decision decision = PoolVerbs.undo(again, "bad after all");

    // Then
    written(
        decision,
        "{\"metadata\":{\"annotations\":{\"bootc.dev/undo\":\"%s bad after all\"}}}"
            .formatted(Pools.NEW));
    assertThat(PoolVerbs.tryAgain(again, "x")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldUndoWhatTheTagMeansByNowWhenAnEarlierMeaningOfItIsUndone() {
    // Given
    BootcNodePool moved =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"targetDigest":"%s","undone":{"digest":"%s",
            "ref":"registry.example.com/os/node@%s","since":"2026-11-29T03:00:00Z","why":"w"},
            "rollout":{"phase":"Rolling","generation":2,"digest":"%s"}}
            """
                .formatted(Pools.NEW, Pools.OLD, Pools.NEW, Pools.NEW));

    // When
    Decision decision = PoolVerbs.undo(moved, "bad too");

    // Then
    written(
        decision,
        "{\"metadata\":{\"annotations\":{\"bootc.dev/undo\":\"%s bad too\"}}}"
            .formatted(Pools.NEW));
    assertThat(PoolVerbs.tryAgain(moved, "x")).isInstanceOf(Refused.class);
  }

  @Test
  void shouldNotBeginACancelledRolloutAgainUnasked() {
    // Given
    BootcNodePool cancelled = Pools.rolling("Cancelled", ",\"runId\":\"run-1\"");

    // When
    Decision pause = PoolVerbs.pause(cancelled);

    // Then
    assertThat(pause)
        .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
        .extracting(Refused::why)
        .asString()
        .contains("begins it again")
        .contains("kubectl patch bnp workers");
    assertThat(PoolVerbs.approve(cancelled, ""))
        .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
        .extracting(Refused::why)
        .asString()
        .contains("kubectl bootc resume workers");
    assertThat(PoolVerbs.resume(cancelled))
        .asInstanceOf(InstanceOfAssertFactories.type(Write.class))
        .extracting(Write::words)
        .asString()
        .contains("the cancelled rollout begins again");
  }

  @Test
  void shouldHearThatTheFieldPausesNoMoreAlsoWhenTemporalStillDoes() {
    // Given
    Write write = (Write) PoolVerbs.resume(Pools.pool("{\"paused\":true}", "{}"));
    BootcNodePool bySignal =
        Pools.rolling(
            "Paused",
            ",\"pausedBy\":\"4711@laptop\",\"pausedReason\":\"disk\",\"workflowId\":\"r/w\"");

    // When
    Said said = write.answer().in(bySignal);

    // Then
    assertThat(said)
        .asInstanceOf(InstanceOfAssertFactories.type(Said.Heard.class))
        .extracting(Said.Heard::but)
        .asString()
        .contains("4711@laptop")
        .contains("temporal workflow signal");
    assertThat(
            write
                .answer()
                .in(
                    Pools.rolling(
                        "Paused", ",\"pausedBy\":\"a\",\"pausedReason\":\"spec.rollout.paused\"")))
        .isInstanceOf(Said.NotYet.class);
  }

  @Test
  void shouldApproveNoCommandThatSomebodyWroteIntoThePoolsLine() {
    // Given
    BootcNodePool told =
        Pools.rolling(
            "Rolling",
            ",\"message\":\"1 skipped: worker-3 (bootc.dev/approved-step=\\\"9 222222222222\\\")\"");

    // When
    Decision decision = PoolVerbs.approve(told, "");

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(
            PoolVerbs.approve(
                Pools.rolling("Rolling", WAITS_FOR_STEP.formatted("1 111111111111")), ""))
        .isInstanceOf(Refused.class);
  }

  @Test
  void shouldApproveOnlyTheDigestThatSomebodyHasLookedAt() {
    // Given
    BootcNodePool pool = Pools.rolling("Rolling", WAITS_FOR_STEP.formatted("1 222222222222"));

    // When
    Decision decision = PoolVerbs.approve(pool, Pools.OLD);

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(PoolVerbs.approve(pool, "2222")).isInstanceOf(Refused.class);
    assertThat(PoolVerbs.approve(pool, "222222222222")).isInstanceOf(Write.class);
    assertThat(PoolVerbs.approve(pool, Pools.NEW)).isInstanceOf(Write.class);
  }

  @Test
  void shouldSayNothingOfADigestThatAnEarlierSpecAskedFor() {
    // Given
    BootcNodePool edited =
        Pools.pool("{}", "{\"observedGeneration\":1,\"targetDigest\":\"%s\"}".formatted(Pools.OLD));

    // When
    Decision decision = PoolVerbs.undo(edited, "x");

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(PoolVerbs.approve(edited, "")).isInstanceOf(Refused.class);
  }

  private static Write written(Decision decision, String patch) {
    assertThat(decision)
        .asInstanceOf(InstanceOfAssertFactories.type(Write.class))
        .extracting(Write::patch)
        .isEqualTo(patch);
    return (Write) decision;
  }
}
