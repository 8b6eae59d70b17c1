package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single obstacles become one short list. */
class ObstacleTest {
  @Test
  void shouldPutTheHeavierKindFirstAndOfTwoAlikeTheOneOfMoreNodes() {
    // Given
    List<Obstacle> found =
        List.of(
            failed("a", "no space", EARLIER),
            Obstacle.ofPool(Kind.PAUSED, Thing.pool("pool"), null, "paused", "resume it"),
            failed("b", "no bootc", EARLIER),
            failed("c", "no bootc", EARLIER));

    // When
    List<BlockedBy> listed = Obstacle.listed(found);

    // Then
    assertThat(listed)
        .extracting(BlockedBy::message)
        .containsExactly("paused", "no bootc", "no space");
  }

  @Test
  void shouldSpeakOfTheOldestAndOfThoseWithoutATimeLastWhenNodesFailAlike() {
    // Given
    List<Obstacle> found =
        List.of(
            failed("a", "no space", null),
            failed("b", "no space", NOW),
            failed("c", "no space", EARLIER),
            failed("c", "no space", NOW));

    // When
    List<BlockedBy> listed = Obstacle.listed(found);

    // Then
    assertThat(listed)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.object()).isEqualTo("Node/c");
          assertThat(entry.since()).isEqualTo(EARLIER.toString());
          assertThat(entry.nodes()).containsExactly("c", "b", "a");
        });
  }

  @Test
  void shouldSayAThingOnceAndInTheWordsOfWhoWasAskedFirstWhenBothKnowIt() {
    // Given
    List<BlockedBy> ofTheOperator = Obstacle.listed(List.of(failed("a", "by the operator", null)));
    List<BlockedBy> ofTheRollout =
        Obstacle.listed(
            List.of(
                failed("a", "by the rollout", null), failed("b", "by the rollout alone", null)));

    // When
    List<BlockedBy> together = Obstacle.together(ofTheOperator, ofTheRollout);

    // Then
    assertThat(together)
        .extracting(BlockedBy::message)
        .containsExactly("by the operator", "by the rollout alone");
  }

  @Test
  void shouldPutWhatStopsARolloutBeforeALighterThingThatOnlyTheOperatorKnows() {
    // Given
    List<BlockedBy> ofTheOperator =
        Obstacle.listed(
            List.of(Obstacle.ofNode(Kind.CONFLICT, "a", null, "is owned by pool other", "pool")));
    List<BlockedBy> ofTheRollout =
        Obstacle.listed(
            List.of(Obstacle.ofPool(Kind.HALTED, Thing.node("b"), null, "not back", "look at b")));

    // When
    List<BlockedBy> together = Obstacle.together(ofTheOperator, ofTheRollout);

    // Then
    assertThat(together)
        .extracting(BlockedBy::kind)
        .containsExactly(Kind.HALTED.text(), Kind.CONFLICT.text());
  }

  @Test
  void shouldListTwentyWhenBothHaveMany() {
    // Given
    List<BlockedBy> first = many("a");
    List<BlockedBy> others = many("b");

    // When
    List<BlockedBy> together = Obstacle.together(first, others);

    // Then
    assertThat(together).hasSize(20).startsWith(first.toArray(BlockedBy[]::new));
  }

  @Test
  void shouldBeDatedByTheClusterElseByWhenItWasSeenFirstInWholeSeconds() {
    // Given
    Instant now = NOW.plusMillis(700);
    List<BlockedBy> before =
        Obstacle.dated(Obstacle.listed(List.of(failed("a", "no space", null))), List.of(), EARLIER);
    List<BlockedBy> entries =
        Obstacle.listed(
            List.of(
                failed("a", "still no space", null),
                failed("b", "no bootc", null),
                failed("c", "no disk", NOW.minusSeconds(5))));

    // When
    List<BlockedBy> dated = Obstacle.dated(entries, before, now);

    // Then
    assertThat(dated)
        .extracting(BlockedBy::since)
        .containsExactly(EARLIER.toString(), NOW.toString(), NOW.minusSeconds(5).toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"CLUSTER_CAP", "CONTROL_PLANE_TURN", "OWN_BRAIN_LAST"})
  void shouldBeAsOldAsTheWaitWhoeverIsAwayNow(Kind kind) {
    // Given
    List<BlockedBy> before =
        Obstacle.dated(
            Obstacle.listed(List.of(Obstacle.ofNode(kind, "a", null, "updated", "pool"))),
            List.of(),
            EARLIER);

    // When
    List<BlockedBy> dated =
        Obstacle.dated(
            Obstacle.listed(
                List.of(
                    Obstacle.ofNode(kind, "b", null, "updated", "pool"),
                    Obstacle.ofNode(kind, "c", NOW, "not Ready", "pool"))),
            before,
            NOW);

    // Then
    assertThat(dated).extracting(BlockedBy::since).containsOnly(EARLIER.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "-1000000000-01-01T00:00:00Z", "9999-12-31T00:00:00Z"})
  void shouldBeDatedByWhenItWasSeenWhenWhatIsWrittenIsNoTimeThatHasBeen(String written) {
    // Given
    List<BlockedBy> entries =
        Obstacle.listed(
            List.of(
                failed("a", "no space", null),
                Obstacle.ofNode(Kind.OWN_BRAIN_LAST, "b", null, "not Ready", "pool")));
    List<BlockedBy> edited = entries.stream().map(entry -> entry.since(written)).toList();

    // When
    List<BlockedBy> undated = Obstacle.dated(entries, edited, NOW);
    List<BlockedBy> misdated = Obstacle.dated(edited, List.of(), NOW);

    // Then
    assertThat(undated).extracting(BlockedBy::since).containsOnly(NOW.toString());
    assertThat(misdated).extracting(BlockedBy::since).containsOnly(NOW.toString());
  }

  private static List<BlockedBy> many(String prefix) {
    return Obstacle.listed(
        IntStream.range(0, 15)
            .mapToObj(i -> failed(prefix + i, "its own reason " + prefix + i, null))
            .toList());
  }

  private static Obstacle failed(String node, String why, @Nullable Instant since) {
    return Obstacle.ofNode(Kind.NODE_FAILED, node, since, why, "pool");
  }
}
