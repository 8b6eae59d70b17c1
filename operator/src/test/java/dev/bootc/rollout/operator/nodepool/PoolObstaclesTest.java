package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.PoolPullSecrets;
import dev.bootc.rollout.operator.poolspec.SpecCheck;
import dev.bootc.rollout.operator.registry.TagAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PoolObstaclesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String POOL = "BootcNodePool/workers";
  private static final Roster NOBODY = Roster.asTheyAre(List.of());
  private static final FollowAnswer FOLLOWED = new FollowAnswer.Followed();
  private static final BlockedBy DRAIN =
      new BlockedBy(
          Kind.DRAIN_BLOCKED.text(),
          "Pod/shop/db-0",
          NOW.toString(),
          "held",
          "look",
          1,
          List.of("a"));

  private final BootcNodePool pool = Fixtures.pool("workers", Map.of(), Fixtures.NEW_IMAGE);

  static Stream<Arguments> obstacles() {
    return Stream.of(
        Arguments.of(
            Kind.INVALID_SPEC,
            POOL,
            new CheckedSpec.Refused("InvalidSpec", "spec.image.ref: no"),
            NOBODY,
            FOLLOWED,
            "kubectl edit bnp workers"),
        Arguments.of(
            Kind.TAG_NOT_RESOLVED,
            POOL,
            tagged(new TagAnswer(null, "spec.image.ref: HTTP 401", NOW)),
            NOBODY,
            FOLLOWED,
            "kubectl annotate bnp workers bootc.dev/check-now=\"$(date)\" --overwrite"),
        Arguments.of(
            Kind.TEMPORAL_UNAVAILABLE,
            "Temporal/frontend",
            spec(false),
            NOBODY,
            new FollowAnswer.Unreachable(NOW, "no answer"),
            "temporal operator cluster health"),
        Arguments.of(
            Kind.NOBODY_PLANS,
            "Workflow/rollout/workers",
            spec(false),
            NOBODY,
            stalled(FollowAnswer.Stalled.Cause.NOBODY_CARRIES_IT_OUT),
            "kubectl get pods -A -l app.kubernetes.io/part-of=bootc-rollout,"
                + "app.kubernetes.io/component=operator"),
        Arguments.of(
            Kind.WORKFLOW_STUCK,
            "Workflow/rollout/workers",
            spec(false),
            NOBODY,
            stalled(FollowAnswer.Stalled.Cause.TASKS_FAIL),
            "temporal workflow describe --workflow-id rollout/workers"),
        Arguments.of(
            Kind.SPEC_NOT_TAKEN,
            POOL,
            spec(false),
            NOBODY,
            new FollowAnswer.Refused("it follows a newer one"),
            "kubectl get bnp workers -o yaml"),
        Arguments.of(
            Kind.CANCELLED,
            POOL,
            spec(false),
            NOBODY,
            new FollowAnswer.Cancelled(),
            "kubectl annotate bnp workers --overwrite bootc.dev/resume=\"$(kubectl get bnp workers -o"
                + " jsonpath={.status.rollout.runId})\""),
        Arguments.of(
            Kind.ROLLED_BACK,
            POOL,
            undone(),
            NOBODY,
            FOLLOWED,
            "kubectl get bnp workers -o jsonpath='{.status.undone}'"),
        Arguments.of(
            Kind.SECRET_MISSING,
            "Secret/images/pull",
            spec(true),
            NOBODY,
            FOLLOWED,
            "kubectl -n images describe secret pull"),
        Arguments.of(
            Kind.MEMBER_REFUSED,
            "Node/b",
            spec(false),
            roster(new TreeMap<>(), new TreeMap<>(Map.of("b", "cannot be made a member: no"))),
            FOLLOWED,
            "kubectl get validatingadmissionpolicies,validatingwebhookconfigurations,"
                + "mutatingwebhookconfigurations"),
        Arguments.of(
            Kind.CONFLICT,
            "Node/b",
            spec(false),
            roster(new TreeMap<>(Map.of("b", "edge")), new TreeMap<>()),
            FOLLOWED,
            "kubectl get bnp -o custom-columns=POOL:.metadata.name,SELECTOR:.spec.nodeSelector"));
  }

  private static FollowAnswer stalled(FollowAnswer.Stalled.Cause cause) {
    return new FollowAnswer.Stalled("rollout/workers", cause, "it cannot go on");
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void shouldNameWhatIsInTheWayAndWhatToDoWhenSomethingIs(
      Kind kind,
      String object,
      CheckedSpec spec,
      Roster roster,
      FollowAnswer following,
      String nextAction) {
    // When
    List<BlockedBy> blockedBy =
        PoolObstacles.of(pool, spec, roster, following, rollout(List.of()), NOW);

    // Then
    assertThat(blockedBy)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(kind.text());
          assertThat(entry.object()).isEqualTo(object);
          assertThat(entry.since()).isEqualTo(NOW.toString());
          assertThat(entry.message()).isNotBlank();
          assertThat(entry.nextAction()).isEqualTo(nextAction);
        });
  }

  @Test
  void shouldHaveATestForEachKindThatTheOperatorFinds() {
    // Given
    Set<Kind> tested =
        obstacles()
            .map(arguments -> (Kind) arguments.get()[0])
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

    // When
    Set<Kind> all =
        Arrays.stream(Kind.values())
            .filter(Kind::isOfTheOperator)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));

    // Then
    assertThat(tested).isEqualTo(all);
  }

  @Test
  void shouldSayThatTheTagIsNotResolvedAlsoWhereAnEarlierDigestIsRolledOut() {
    // Given
    CheckedSpec away =
        tagged(new TagAnswer(new ImageDigest(Fixtures.NEW_DIGEST), "spec.image.ref: away", NOW));

    // When
    List<BlockedBy> blockedBy =
        PoolObstacles.of(pool, away, NOBODY, FOLLOWED, rollout(List.of(DRAIN)), NOW);

    // Then
    assertThat(blockedBy)
        .extracting(BlockedBy::kind)
        .containsExactly("TagNotResolved", "DrainBlocked");
    assertThat(blockedBy.getFirst().message()).isEqualTo("spec.image.ref: away");
  }

  @Test
  void shouldSayNothingWhileTheRegistryIsAskedForTheFirstTime() {
    // Given
    CheckedSpec asking = tagged(new TagAnswer(null, null, null));

    // When
    List<BlockedBy> blockedBy = PoolObstacles.of(pool, asking, NOBODY, FOLLOWED, null, NOW);

    // Then
    assertThat(blockedBy).isEmpty();
  }

  @Test
  void shouldSayWhatTheRolloutSaysBehindItsOwnWhenBothKnowSomething() {
    // Given
    FollowAnswer away = new FollowAnswer.Unreachable(NOW, "no answer");

    // When
    List<BlockedBy> blockedBy =
        PoolObstacles.of(pool, spec(false), NOBODY, away, rollout(List.of(DRAIN)), NOW);

    // Then
    assertThat(blockedBy)
        .extracting(BlockedBy::kind)
        .containsExactly("TemporalUnavailable", "DrainBlocked");
  }

  @Test
  void shouldKeepSinceWhenWhenItLooksAgain() {
    // Given
    FollowAnswer away = new FollowAnswer.Unreachable(NOW, "no answer");
    List<BlockedBy> before = PoolObstacles.of(pool, spec(false), NOBODY, away, null, NOW);
    pool.setStatus(
        new BootcNodePoolStatus(
            1L, null, null, null, null, 0, 0, 0, 0, List.of(), null, null, before));

    // When
    FollowAnswer later = new FollowAnswer.Unreachable(NOW.plusSeconds(60), "still none");
    List<BlockedBy> blockedBy =
        PoolObstacles.of(pool, spec(false), NOBODY, later, null, NOW.plusSeconds(60));

    // Then
    assertThat(blockedBy.getFirst().since()).isEqualTo(NOW.toString());
    assertThat(blockedBy.getFirst().message()).isEqualTo("still none");
  }

  @Test
  void shouldForgetItsOwnWhenItIsOverAlthoughTheRolloutHasReadIt() {
    // Given
    BlockedBy read =
        new BlockedBy(Kind.SECRET_MISSING.text(), "Secret/a/b", null, "gone", "look", 0, List.of());

    // When
    List<BlockedBy> blockedBy =
        PoolObstacles.of(pool, spec(false), NOBODY, FOLLOWED, rollout(List.of(read)), NOW);

    // Then
    assertThat(blockedBy).isEmpty();
  }

  private static Roster roster(
      SortedMap<String, String> conflicts, SortedMap<String, String> refused) {
    return new Roster(List.of(), conflicts, refused, new TreeMap<>(), 0);
  }

  private static CheckedSpec spec(boolean secretIsMissing) {
    return SpecCheck.check(
        Fixtures.pool("workers", Map.of(), Fixtures.NEW_IMAGE),
        secretIsMissing
            ? new PoolPullSecrets.Answer.Unusable(
                new PullSecretRef("pull", "images"), "spec.pullSecretRef: it does not exist")
            : new PoolPullSecrets.Answer.NotNamed(),
        _ -> new TagAnswer(null, null, null));
  }

  private static CheckedSpec undone() {
    String failed = "sha256:" + "f".repeat(64);
    return ((CheckedSpec.Valid) spec(false))
        .undone(
            new Undone(
                failed, "os@" + failed, Fixtures.NEW_IMAGE, NOW.toString(), "halted: a", null));
  }

  private static CheckedSpec tagged(TagAnswer answer) {
    return SpecCheck.check(
        Fixtures.pool("workers", Map.of(), "registry.example.com/os/node:stable"),
        new PoolPullSecrets.Answer.NotNamed(),
        _ -> answer);
  }

  private static RolloutStatus rollout(List<BlockedBy> blockedBy) {
    return new RolloutStatus(
        "Rolling",
        Fixtures.NEW_DIGEST,
        1L,
        null,
        null,
        null,
        "1 in flight",
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        blockedBy);
  }
}
