package dev.bootc.rollout.plugin.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.steer.Answer.Said;
import dev.bootc.rollout.plugin.steer.Decision.AlreadySo;
import dev.bootc.rollout.plugin.steer.Decision.Refused;
import dev.bootc.rollout.plugin.steer.Decision.Write;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeVerbsTest {
  private static final BootcNodePool POOL = Pools.rolling("Rolling", "");
  private static final String FAILED =
      """
      {"bootc.dev/verdict":"{\\"outcome\\":\\"DrainTimedOut\\",\\"digest\\":\\"%s\\",\
      \\"attempt\\":1,\\"since\\":\\"2026-11-29T03:12:00Z\\"}"}
      """
          .formatted(Pools.NEW);

  @Test
  void shouldTakeTheVerdictAwayWhenTheNodeFailed() {
    // Given
    BootcNode node = Pools.node(FAILED, "{}");
    BootcNodePool failed =
        Pools.rolling(
            "Blocked", ",\"failed\":[{\"node\":\"worker-3\",\"state\":\"drain timed out\"}]");

    // When
    Decision decision = NodeVerbs.retry(node, failed);

    // Then
    assertThat(decision).isInstanceOf(Write.class);
    Write write = (Write) decision;
    assertThat(write.patch())
        .startsWith(
            "[{\"op\":\"test\",\"path\":\"/metadata/annotations/bootc.dev~1verdict\",\"value\":")
        .endsWith("{\"op\":\"remove\",\"path\":\"/metadata/annotations/bootc.dev~1verdict\"}]");
    assertThat(write.answer().in(failed)).isInstanceOf(Said.NotYet.class);
    assertThat(write.answer().in(POOL)).isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldNotTakeARetryForHeardWhileTheAgentStillReportsTheLastAttempt() {
    // Given
    String lastAttempt = inFlight("failed: degraded", "2026-11-29T03:12:00Z");
    String newAttempt = inFlight("awaits its update", "2026-11-29T03:10:00Z");
    String newFailure = inFlight("failed: degraded", "2026-11-29T03:20:00Z");
    String inTheWay =
        """
        ,"blockedBy":[{"kind":"NodeFailed","object":"BootcNode/worker-3","nodeCount":1,
        "message":"degraded after its approval","nodes":["worker-3"],"nextAction":""}]
        """;

    // When
    Answer answer =
        ((Write) NodeVerbs.retry(Pools.node(FAILED, "{}"), Pools.rolling("Halted", lastAttempt)))
            .answer();

    // Then
    assertThat(answer.in(Pools.rolling("Halted", newAttempt + inTheWay)))
        .isInstanceOf(Said.Underway.class);
    assertThat(answer.in(Pools.rolling("Rolling", newAttempt))).isInstanceOf(Said.Heard.class);
    assertThat(answer.in(Pools.rolling("Halted", newFailure + inTheWay)))
        .isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldNotTakeARetryForHeardWhileTheRolloutIsHaltedByTheLastAttempt() {
    // Given
    String lastAttempt = inFlight("failed: degraded", "2026-11-29T03:12:00Z");
    String notApprovedAnymore = inFlight("slot taken, degraded", "2026-11-29T03:10:00Z");

    // When
    Answer answer =
        ((Write) NodeVerbs.retry(Pools.node(FAILED, "{}"), Pools.rolling("Halted", lastAttempt)))
            .answer();

    // Then
    assertThat(answer.in(Pools.rolling("Halted", lastAttempt + haltedBy("worker-3"))))
        .isInstanceOf(Said.NotYet.class);
    assertThat(answer.in(Pools.rolling("Halted", notApprovedAnymore + haltedBy("worker-3"))))
        .isInstanceOf(Said.Underway.class);
    String newFailure = inFlight("failed: degraded", "2026-11-29T03:20:00Z");
    assertThat(answer.in(Pools.rolling("Halted", newFailure + haltedBy("worker-3"))))
        .isInstanceOf(Said.Heard.class);
    assertThat(answer.in(Pools.rolling("Halted", notApprovedAnymore + haltedBy("worker-4"))))
        .isInstanceOf(Said.Heard.class);
  }

  private static String haltedBy(String node) {
    return """
    ,"blockedBy":[{"kind":"Halted","object":"Node/%1$s","nodeCount":1,
    "message":"halted","nodes":["%1$s"],"nextAction":""}]
    """
        .formatted(node);
  }

  private static String inFlight(String state, String since) {
    return ",\"inFlight\":[{\"node\":\"worker-3\",\"state\":\"%s\",\"since\":\"%s\"}]"
        .formatted(state, since);
  }

  @Test
  void shouldRefuseAnotherAttemptWhenThereWasNone() {
    // Given
    BootcNode node = Pools.node("{}", "{}");

    // When
    Decision decision = NodeVerbs.retry(node, POOL);

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
  }

  @Test
  void shouldSkipForTheDigestThatIsRolledOut() {
    // Given
    BootcNode node = Pools.node("{}", "{}");

    // When
    Decision decision = NodeVerbs.skip(node, POOL, "broken fan");

    // Then
    assertThat(decision).isInstanceOf(Write.class);
    Write write = (Write) decision;
    assertThat(write.patch())
        .isEqualTo(
            "{\"metadata\":{\"annotations\":{\"bootc.dev/skip\":\"%s broken fan\"}}}"
                .formatted(Pools.NEW));
    assertThat(write.answer().in(POOL)).isInstanceOf(Said.NotYet.class);
    assertThat(
            write
                .answer()
                .in(
                    Pools.rolling(
                        "Rolling", ",\"message\":\"0/6 updated; 1 skipped: worker-3 (x)\"")))
        .isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldSayThatItIsSkippedAlready() {
    // Given
    BootcNode node = Pools.node("{\"bootc.dev/skip\":\"" + Pools.NEW + " fan\"}", "{}");

    // When
    Decision decision = NodeVerbs.skip(node, POOL, "again");

    // Then
    assertThat(decision).isInstanceOf(AlreadySo.class);
    assertThat(NodeVerbs.takeBackSkip(node, POOL)).isInstanceOf(Write.class);
    assertThat(NodeVerbs.takeBackSkip(Pools.node("{}", "{}"), POOL)).isInstanceOf(AlreadySo.class);
  }

  @Test
  void shouldNotRepeatAnAttemptAtAnotherImage() {
    // Given
    BootcNode node = Pools.node(FAILED.replace(Pools.NEW, Pools.OLD), "{}");

    // When
    Decision decision = NodeVerbs.retry(node, POOL);

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(NodeVerbs.retry(Pools.node("{\"bootc.dev/verdict\":\"gone\"}", "{}"), POOL))
        .isInstanceOf(AlreadySo.class);
  }

  @Test
  void shouldNotTakeANameForALongerOne() {
    // Given
    Answer answer = Answer.skipped("worker-1", POOL);

    // When
    Said said = answer.in(told("1 skipped: worker-10 (for worker-1, worker-1)"));

    // Then
    assertThat(said).isInstanceOf(Said.NotYet.class);
    assertThat(answer.in(told("2 skipped: worker-10 (a; b), worker-1")))
        .isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldHearOfANodeThatTheLineLeavesOutByTheCount() {
    // Given
    BootcNodePool before = told("4 skipped: worker-1, worker-2 (x), worker-4 and 1 more");
    BootcNodePool after = told("5 skipped: worker-1, worker-2 (x), worker-4 and 2 more");

    // When
    Said said = Answer.skipped("worker-9", before).in(after);

    // Then
    assertThat(said).isInstanceOf(Said.Heard.class);
    assertThat(Answer.skipped("worker-9", after).in(after)).isInstanceOf(Said.NotYet.class);
    assertThat(Answer.notSkipped("worker-9", after).in(after)).isInstanceOf(Said.NotYet.class);
    assertThat(Answer.notSkipped("worker-9", after).in(before)).isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldHearOfAnotherAttemptWhenMoreFailedThanTheListNames() {
    // Given
    BootcNodePool before = told("60 failed: worker-1, worker-2, worker-4 and 57 more");

    // When
    Said said = Answer.retried("worker-9", before).in(before);

    // Then
    assertThat(said).isInstanceOf(Said.NotYet.class);
    assertThat(
            Answer.retried("worker-9", before)
                .in(told("59 failed: worker-1, worker-2, worker-4 and 56 more")))
        .isInstanceOf(Said.Heard.class);
  }

  @Test
  void shouldRefuseToSkipWhatRunsTheImageAlready() {
    // Given
    BootcNode node =
        Pools.node(
            "{}",
            """
            {"booted":{"image":"registry.example.com/os/node@%1$s","imageDigest":"%1$s"}}
            """
                .formatted(Pools.NEW));

    // When
    Decision decision = NodeVerbs.skip(node, POOL, "why not");

    // Then
    assertThat(decision).isInstanceOf(Refused.class);
  }

  private static BootcNodePool told(String message) {
    return Pools.rolling("Rolling", ",\"message\":\"0/90 updated; " + message + "\"");
  }

  @Test
  void shouldFitTheLimitOfTheApiServerWhoeverItIs() {
    // Given
    Optional<String> user = Optional.of("扇".repeat(100));

    // When
    String manager = Words.manager(user, "because");

    // Then
    assertThat(manager.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(128);
    assertThat(manager).startsWith("kubectl-bootc of 扇").endsWith("…");
    assertThat(Words.manager(Optional.empty(), "")).isEqualTo("kubectl-bootc");
    assertThat(Words.manager(Optional.of("ann"), "disk firmware"))
        .isEqualTo("kubectl-bootc of ann: disk firmware");
  }
}
