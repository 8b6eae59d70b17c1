package dev.bootc.rollout.operator.metrics;

import static dev.bootc.rollout.operator.metrics.Objects.busy;
import static dev.bootc.rollout.operator.metrics.Objects.node;
import static dev.bootc.rollout.operator.metrics.Objects.pool;
import static dev.bootc.rollout.operator.metrics.Objects.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.metrics.PoolFigures.Blockage;
import dev.bootc.rollout.operator.metrics.PoolFigures.InTheWay;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PoolFiguresTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @Test
  void shouldCountNodesByStateAndSlotsByAge() {
    // When
    PoolFigures figures =
        PoolFigures.of(
            pool("p", "{targetDigest: NEW}"),
            List.of(
                node("n-1", "p", Map.of(), updated()),
                node("n-2", "p", slot("2026-01-01T00:50:00Z"), busy("Rebooting")),
                node("n-3", "p", slot("2026-01-01T00:40:00Z"), busy("Staged")),
                node("n-4", "p", failed("2026-01-01T00:00:00Z"), busy("Staged"))),
            NOW);

    // Then
    assertThat(figures.nodes())
        .containsOnly(
            Map.entry(NodeState.UP_TO_DATE, 1),
            Map.entry(NodeState.REBOOTING, 1),
            Map.entry(NodeState.STAGED, 1),
            Map.entry(NodeState.DEGRADED, 1),
            Map.entry(NodeState.PENDING, 0),
            Map.entry(NodeState.STAGING, 0));
    assertThat(figures.slots()).isEqualTo(2);
    assertThat(figures.oldestSlot()).isEqualTo(Duration.ofMinutes(20));
    assertThat(figures.failed()).containsOnly(Map.entry(Verdict.Outcome.DRAIN_TIMED_OUT, 1));
  }

  @Test
  void shouldSayWhatIsInTheWayByKindWithTheOldestAge() {
    // When
    PoolFigures figures =
        PoolFigures.of(
            pool(
                "p",
                """
                {targetDigest: NEW, rollout: {phase: Halted, startedAt: "2026-01-01T00:00:00Z",
                  pausedSince: "2026-01-01T00:10:00Z", estimatedEnd: "2026-01-01T02:00:00Z"},
                 blockedBy: [
                  {kind: Halted, object: p, since: "2026-01-01T00:30:00Z", message: m, nextAction: a, nodeCount: 0},
                  {kind: DrainBlocked, object: a, since: "2026-01-01T00:59:00Z", message: m, nextAction: a, nodeCount: 2},
                  {kind: DrainBlocked, object: b, since: "2026-01-01T00:50:00Z", message: m, nextAction: a, nodeCount: 1},
                  {kind: OfANewerVersion, object: b, message: m, nextAction: a, nodeCount: 1}]}
                """),
            List.of(),
            NOW);

    // Then
    assertThat(figures.blocked())
        .containsOnly(
            Map.entry(BlockedBy.Kind.HALTED, new Blockage(1, Duration.ofMinutes(30))),
            Map.entry(BlockedBy.Kind.DRAIN_BLOCKED, new Blockage(3, Duration.ofMinutes(10))));
    assertThat(figures.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(figures.startedAt()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(figures.pausedSince()).isEqualTo("2026-01-01T00:10:00Z");
    assertThat(figures.estimatedEnd()).isEqualTo("2026-01-01T02:00:00Z");
  }

  @Test
  void shouldNameWhatIsInTheWayOnceWithItsFirstNodeForAsLongAsItHasBeen() {
    // When
    PoolFigures figures =
        PoolFigures.of(
            pool(
                "p",
                """
                {targetDigest: NEW, blockedBy: [
                  {kind: Paused, object: BootcNodePool/p, since: "2026-01-01T00:50:00Z", message: by the field, nextAction: a, nodeCount: 0},
                  {kind: Paused, object: BootcNodePool/p, since: "2026-01-01T00:30:00Z", message: by a signal, nextAction: a, nodeCount: 0},
                  {kind: DrainBlocked, object: Pod/shop/db-0, since: "2026-01-01T00:59:00Z", message: m, nextAction: a, nodeCount: 2, nodes: [n-1, n-2]},
                  {kind: NodeFailed, object: Node/n-3, message: m, nextAction: a, nodeCount: 1, nodes: [n-3]},
                  {kind: OfANewerVersion, object: b, message: m, nextAction: a, nodeCount: 1}]}
                """),
            List.of(),
            NOW);

    // Then
    assertThat(figures.inTheWay())
        .containsOnly(
            Map.entry(
                new InTheWay(BlockedBy.Kind.PAUSED, "BootcNodePool/p", ""), Duration.ofMinutes(30)),
            Map.entry(
                new InTheWay(BlockedBy.Kind.DRAIN_BLOCKED, "Pod/shop/db-0", "n-1"),
                Duration.ofMinutes(1)),
            Map.entry(new InTheWay(BlockedBy.Kind.NODE_FAILED, "Node/n-3", "n-3"), Duration.ZERO));
  }

  @Test
  void shouldNameNoMoreThingsThanAPoolSays() {
    // Given
    String entries =
        IntStream.range(0, PoolFigures.MOST_IN_THE_WAY + 5)
            .mapToObj(
                "{kind: NodeFailed, object: Node/n-%d, message: m, nextAction: a, nodeCount: 1}"
                    ::formatted)
            .collect(Collectors.joining(", "));

    // When
    PoolFigures figures =
        PoolFigures.of(pool("p", "{blockedBy: [" + entries + "]}"), List.of(), NOW);

    // Then
    assertThat(figures.inTheWay()).hasSize(PoolFigures.MOST_IN_THE_WAY);
  }

  @Test
  void shouldCutWhatSomebodyElseHasWrittenIntoTheStatus() {
    // Given
    String written = "a\\nb" + "x".repeat(5_000);

    // When
    PoolFigures figures =
        PoolFigures.of(
            pool(
                "p",
                """
                {targetDigest: NEW,
                rollout: {phase: Paused, digest: NEW, pausedBy: "%1$s", pausedSince: "2026-01-01T00:50:00Z"},
                blockedBy: [{kind: NodeFailed, object: "%1$s", message: m, nextAction: a, nodeCount: 1, nodes: ["%1$s"]}]}
                """
                    .formatted(written)),
            List.of(),
            NOW);

    // Then
    assertThat(figures.pausedBy()).hasSizeLessThan(500).doesNotContain("\n");
    assertThat(figures.inTheWay().keySet())
        .singleElement()
        .satisfies(thing ->
            assertThat(thing.object() + thing.node()).hasSizeLessThan(1_000).doesNotContain("\n"));
  }

  @Test
  void shouldNameWhoAskedForTheTargetInOneLineOfBoundedLength() {
    // Given
    BootcNodePool asked = writtenBy("ann\n" + "n".repeat(5_000), pool("p", "{targetDigest: NEW}"));

    // When
    PoolFigures byAnn = PoolFigures.of(asked, List.of(), NOW);
    PoolFigures byNobody = PoolFigures.of(pool("p", "{targetDigest: NEW}"), List.of(), NOW);
    PoolFigures ofAnother =
        PoolFigures.of(writtenBy("bob", pool("p", "{targetDigest: OLD}")), List.of(), NOW);

    // Then
    assertThat(byAnn.askedBy()).startsWith("ann n").hasSizeLessThan(500);
    assertThat(byNobody.askedBy()).isEmpty();
    assertThat(ofAnother.askedBy()).isEmpty();
  }

  @Test
  void shouldNameWhatSetAPoolBackAndNotWhoAskedForWhatIsUndone() {
    // When
    PoolFigures byItself = PoolFigures.of(writtenBy("ann", setBack("null")), List.of(), NOW);
    PoolFigures byWord = PoolFigures.of(undoneBy("bob", setBack("NEW")), List.of(), NOW);
    PoolFigures byWordThatIsGone = PoolFigures.of(setBack("NEW"), List.of(), NOW);
    PoolFigures byAnEarlierWord = PoolFigures.of(undoneBy("bob", setBack("OLD")), List.of(), NOW);

    // Then
    assertThat(byItself.askedBy()).isEqualTo("onFailure: Rollback");
    assertThat(byWord.askedBy()).isEqualTo("bob");
    assertThat(byWordThatIsGone.askedBy()).isEqualTo("bootc.dev/undo");
    assertThat(byAnEarlierWord.askedBy()).isEqualTo("bootc.dev/undo");
  }

  @Test
  void shouldCountNoFailureThatAPersonHasSettled() {
    // Given
    Map<String, String> failed =
        Map.of(
            "verdict",
            "{\"outcome\":\"NotBack\",\"digest\":\"NEW\",\"attempt\":1,\"since\":\"2026-01-01T00:00:00Z\"}");
    Map<String, String> skipped = new HashMap<>(failed);
    skipped.put("skip", "NEW its disk is replaced");
    Map<String, String> overdue =
        Map.of("approved-at", "2026-01-01T00:00:00Z", "in-reboot-slot", "");
    BootcNode late = node("n-4", "p", overdue, busy("Rebooting"));
    late.setSpec(
        new BootcNodeSpec(
            late.getSpec().desiredImage(), DesiredImageState.BOOTED, null, null, null, null));
    BootcNodePool pool = pool("p", "{targetDigest: NEW}", "{rebootTimeoutSeconds: 60}");

    // When
    PoolFigures figures =
        PoolFigures.of(
            pool,
            List.of(
                node("n-1", "p", failed, busy("Staged")),
                node("n-2", "p", failed, updated()),
                node("n-3", "p", skipped, busy("Staged")),
                late),
            NOW);

    // Then
    assertThat(figures.failed()).containsOnly(Map.entry(Verdict.Outcome.NOT_BACK, 2));
    assertThat(figures.nodes()).containsEntry(NodeState.DEGRADED, 2);
  }

  @ParameterizedTest
  @EnumSource(RolloutPhase.class)
  void shouldSayOfARolloutThatIsOverNeitherWhenItBeganNorThatItIsPaused(RolloutPhase phase) {
    // When
    PoolFigures figures =
        PoolFigures.of(
            pool(
                "p",
                """
                {rollout: {phase: %s, startedAt: "2026-01-01T00:00:00Z", pausedBy: ann,
                  pausedSince: "2026-01-01T00:10:00Z", estimatedEnd: "2026-01-01T02:00:00Z"}}
                """
                    .formatted(phase.text())),
            List.of(),
            NOW);

    // Then
    assertThat(figures.pausedSince() == null).isEqualTo(phase.isEnd());
    assertThat(figures.pausedBy() == null).isEqualTo(phase.isEnd());
    assertThat(figures.startedAt() == null).isEqualTo(phase.isEnd());
    assertThat(figures.estimatedEnd() == null).isEqualTo(phase.isEnd());
  }

  @Test
  void shouldTellOfTimesThatNobodyOfUsCanHaveWritten() {
    // When
    PoolFigures figures =
        PoolFigures.of(
            pool(
                "p",
                """
                {targetDigest: NEW, rollout: {phase: Rolling, startedAt: "+1000000000-12-31T23:59:59Z"},
                 blockedBy: [{kind: Paused, object: p, since: "-1000000000-01-01T00:00:00Z",
                   message: m, nextAction: a, nodeCount: 0}]}
                """),
            List.of(node("n-1", "p", slot("-1000000000-01-01T00:00:00Z"), busy("Staged"))),
            NOW);

    // Then
    assertThat(figures.oldestSlot()).isZero();
    assertThat(figures.startedAt()).isNull();
    assertThat(figures.blocked())
        .containsEntry(BlockedBy.Kind.PAUSED, new Blockage(1, Duration.ZERO));
  }

  @Test
  void shouldTellOfAPoolThatHasNoStatusYet() {
    // When
    PoolFigures figures =
        PoolFigures.of(pool("p", "null"), List.of(node("n", "p", Map.of(), busy("Staging"))), NOW);

    // Then
    assertThat(figures.nodes()).containsEntry(NodeState.STAGING, 1);
    assertThat(figures.phase()).isNull();
    assertThat(figures.oldestSlot()).isZero();
  }

  /**
   * One that goes back.
   *
   * @param told by which word
   */
  private static BootcNodePool setBack(String told) {
    return pool(
        "p",
        """
        {targetDigest: OLD, undone: {digest: NEW, ref: registry.example.com/os/node@NEW,
          to: registry.example.com/os/node@OLD, since: "2026-01-01T00:30:00Z", why: n-1, told: %s}}
        """
            .formatted(told));
  }

  private static BootcNodePool writtenBy(String manager, BootcNodePool pool) {
    return ownedBy(manager, "f:spec", Map.of("f:image", Map.of("f:ref", Map.of())), pool);
  }

  private static BootcNodePool undoneBy(String manager, BootcNodePool pool) {
    pool.getMetadata().setAnnotations(Map.of(BootcApi.UNDO, Objects.NEW));
    Map<String, ?> annotation = Map.of("f:annotations", Map.of("f:" + BootcApi.UNDO, Map.of()));
    return ownedBy(manager, "f:metadata", annotation, pool);
  }

  private static BootcNodePool ownedBy(
      String manager, String part, Map<String, ?> fields, BootcNodePool pool) {
    ManagedFieldsEntry entry = new ManagedFieldsEntry();
    entry.setManager(manager);
    entry.setFieldsV1(new FieldsV1());
    entry.getFieldsV1().setAdditionalProperty(part, fields);
    pool.getMetadata().setManagedFields(List.of(entry));
    return pool;
  }

  private static Map<String, String> slot(String since) {
    return Map.of("in-reboot-slot", "", "slot-since", since);
  }

  private static Map<String, String> failed(String since) {
    return Map.of(
        "verdict",
        "{\"outcome\":\"DrainTimedOut\",\"digest\":\"NEW\",\"attempt\":1,\"since\":\"%s\"}"
            .formatted(since));
  }
}
