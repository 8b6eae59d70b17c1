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
        .isEqualTo("{\"metadata\":{\"annotations\":{\"bootc.dev/verdict\":null}}}");
    assertThat(write.answer().in(failed)).isInstanceOf(Said.NotYet.class);
    assertThat(write.answer().in(POOL)).isInstanceOf(Said.Heard.class);
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
    assertThat(NodeVerbs.takeBackSkip(node)).isInstanceOf(Write.class);
    assertThat(NodeVerbs.takeBackSkip(Pools.node("{}", "{}"))).isInstanceOf(AlreadySo.class);
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
