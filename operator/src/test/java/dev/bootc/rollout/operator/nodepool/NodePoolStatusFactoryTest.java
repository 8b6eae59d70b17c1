package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.NodeSelector;
import dev.bootc.rollout.operator.poolspec.TagStanding;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Pause;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodePoolStatusFactoryTest {
  private static final String TAG = Fixtures.NAME + ":stable";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final FollowAnswer FOLLOWED = new FollowAnswer.Followed();

  private final NodePoolStatusFactory statuses =
      new NodePoolStatusFactory(Clock.fixed(NOW, ZoneOffset.UTC));
  private final BootcNodePool pool = Fixtures.pool("workers", Map.of(), Fixtures.NEW_IMAGE);

  @Test
  void shouldCountNodesByStateWhenARolloutIsUnderWay() {
    // Given
    List<BootcNode> nodes = new ArrayList<>();
    nodes.addAll(Collections.nCopies(5, updated("done")));
    nodes.addAll(Collections.nCopies(2, busy("staging", "Staging")));
    nodes.addAll(Collections.nCopies(2, busy("staged", "Staged")));
    nodes.add(busy("rebooting", "Rebooting"));
    nodes.add(busy("waking", "Idle"));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(nodes), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .isEqualTo(
            "False RolloutInProgress 5/11 updated; 1 pending, 2 staging, 2 staged, 1 rebooting, 0"
                + " degraded");
    assertThat(degraded(status)).isEqualTo("False Healthy ");
    assertThat(status)
        .extracting(
            BootcNodePoolStatus::nodeCount,
            BootcNodePoolStatus::updatedCount,
            BootcNodePoolStatus::updatingCount,
            BootcNodePoolStatus::degradedCount,
            BootcNodePoolStatus::targetDigest,
            BootcNodePoolStatus::deployedDigest,
            BootcNodePoolStatus::updateAvailable)
        .containsExactly(11, 5, 6, 0, Fixtures.NEW_DIGEST, null, true);
  }

  @Test
  void shouldSayDeployedWhenEveryNodeRunsTheTarget() {
    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), members(updated("a"), updated("b")), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .isEqualTo(
            "True AllUpdated 2/2 updated; 0 pending, 0 staging, 0 staged, 0 rebooting, 0 degraded");
    assertThat(status.deployedDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    assertThat(status.updateAvailable()).isFalse();
  }

  @Test
  void shouldNoteWhatToGoBackToWhenTheRolloutIsCompletedAndNotBefore() {
    // Given
    Roster everyNodeRunsIt = members(updated("a"));
    pool.setStatus(previous(null, List.of(), rollout("Halted", Fixtures.NEW_DIGEST, List.of())));

    // When
    BootcNodePoolStatus halted = statuses.status(pool, spec(), everyNodeRunsIt, FOLLOWED);
    pool.setStatus(previous(null, List.of(), rollout("Completed", Fixtures.NEW_DIGEST, List.of())));
    BootcNodePoolStatus completed = statuses.status(pool, spec(), everyNodeRunsIt, FOLLOWED);

    // Then
    assertThat(halted.deployedImage()).isNull();
    assertThat(completed.deployedImage()).isEqualTo(Fixtures.NEW_IMAGE);
  }

  @Test
  void shouldNoteWhatWasDeployedBeforeWhenAnotherImageIsDeployed() {
    // Given
    pool.setStatus(
        deployed(Fixtures.OLD_IMAGE, rollout("Completed", Fixtures.NEW_DIGEST, List.of())));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(updated("a")), FOLLOWED);

    // Then
    assertThat(status.deployedImage()).isEqualTo(Fixtures.NEW_IMAGE);
    assertThat(status.deployedBefore()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void shouldSayWhyWhenAPersonCallsTheImageBadInVain() {
    // Given
    pool.setStatus(deployed(Fixtures.NEW_IMAGE, null));
    calledBad(Fixtures.NEW_DIGEST + " wrong colours");

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(updated("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .startsWith("True AllUpdated 1/1 updated; ")
        .endsWith(
            "; not undone as bootc.dev/undo asks: of no other image of this repository is a"
                + " rollout known that was completed");
  }

  @Test
  void shouldSayHowToWriteItWhenAPersonCallsNoDigestBad() {
    // Given
    calledBad("the new one");

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(updated("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .endsWith(
            "; bootc.dev/undo begins with no digest and does nothing: kubectl annotate bnp workers"
                + " --overwrite bootc.dev/undo=\""
                + Fixtures.NEW_DIGEST
                + " <why>\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Rolling   | 0197f3a2-5b1e-7c40-9d2f-0123456789ab | '; is being cancelled, as bootc.dev/cancel asks'
          Completed | 0197f3a2-5b1e-7c40-9d2f-0123456789ab | '; bootc.dev/cancel does nothing, since the rollout is over (Completed): nothing is left to cancel'
          Completed | wrong image | '; bootc.dev/cancel does nothing, since it begins with no ID of a run: kubectl annotate bnp workers --overwrite bootc.dev/cancel="$(kubectl get bnp workers -o jsonpath={.status.rollout.runId}) <why>"'
          Completed | 0197f3a2-5b1e-7c40-9d2f-ffffffffffff | ' 0 degraded'
          """)
  void shouldAnswerWhenSomebodyCancelsByTheAnnotation(String phase, String word, String answer) {
    // Given
    pool.getMetadata().setAnnotations(Map.of(BootcApi.CANCEL, word));
    pool.setStatus(previous(null, List.of(), run(phase, "0197f3a2-5b1e-7c40-9d2f-0123456789ab")));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(updated("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status)).endsWith(answer);
  }

  private static RolloutStatus run(String phase, String runId) {
    return new RolloutStatus(
        phase,
        Fixtures.NEW_DIGEST,
        1L,
        null,
        runId,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private void calledBad(String word) {
    pool.getMetadata().setAnnotations(Map.of(BootcApi.UNDO, word));
  }

  private static BootcNodePoolStatus deployed(String image, @Nullable RolloutStatus rollout) {
    return new BootcNodePoolStatus(
        1L, null, null, true, null, 1, 0, 1, 0, List.of(), rollout, null, List.of(), image, null,
        null, null);
  }

  @Test
  void shouldSayRolledBackWithTheCommandWhenWhatTheSpecAsksForWasUndone() {
    // Given
    String failed = "sha256:" + "f".repeat(64);
    Undone mark =
        new Undone(
            failed, "os@" + failed, Fixtures.NEW_IMAGE, NOW.toString(), "halted: a (late)", null);
    CheckedSpec undone = ((CheckedSpec.Valid) spec()).undone(mark);

    // When
    BootcNodePoolStatus status = statuses.status(pool, undone, members(updated("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .startsWith("False RolledBack 1/1 updated; ")
        .contains(
            "undoes ffffffffffff, which failed (halted: a (late))",
            "kubectl annotate bnp workers --overwrite bootc.dev/try-again=");
    assertThat(status.undone()).isEqualTo(mark);
    assertThat(status.targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    assertThat(status.blockedBy()).extracting(BlockedBy::kind).containsExactly("RolledBack");
  }

  @Test
  void shouldGoBackToTheImageNoMoreWhenAPersonHasCalledItBad() {
    // Given
    String bad = "sha256:" + "f".repeat(64);
    pool.setStatus(
        deployed(
            "registry.example.com/os/node@" + bad,
            rollout("Rolling", Fixtures.NEW_DIGEST, List.of())));
    Undone mark =
        new Undone(bad, "os@" + bad, Fixtures.NEW_IMAGE, NOW.toString(), "by ann", null, bad, null);

    // When
    BootcNodePoolStatus status =
        statuses.status(
            pool, ((CheckedSpec.Valid) spec()).undone(mark), members(updated("a")), FOLLOWED);

    // Then
    assertThat(status.deployedImage()).isEqualTo(Fixtures.NEW_IMAGE);
    assertThat(status.deployedBefore()).isNull();
  }

  @Test
  void shouldNotSayUpToDateWhenTheLastNodeIsStillInItsSlot() {
    // When
    BootcNodePoolStatus status =
        statuses.status(
            pool, spec(), members(updated("a"), Fixtures.inSlot(updated("b"))), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .isEqualTo(
            "False RolloutInProgress 2/2 updated; 0 pending, 0 staging, 0 staged, 0 rebooting, 0"
                + " degraded; still in its slot: b");
  }

  @Test
  void shouldSayWhoCancelledWhenSomebodyDid() {
    // Given
    RolloutStatus cancelled = rollout("Cancelled", Fixtures.NEW_DIGEST, List.of());
    pool.setStatus(previous(null, List.of(), cancelled));

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), members(staged("a")), new FollowAnswer.Cancelled());

    // Then
    assertThat(upToDate(status))
        .startsWith("False RolloutInProgress 0/1 updated")
        .endsWith("; " + cancelled.message());
  }

  @Test
  void shouldNotCountANodeAsUpdatedWhenItIsUpToDateWithItsOldTarget() {
    // Given
    BootcNode notRetargeted =
        Fixtures.bootcNode("a", "workers", Fixtures.OLD_IMAGE, Fixtures.OLD_IMAGE);

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(notRetargeted), FOLLOWED);

    // Then
    assertThat(upToDate(status)).startsWith("False RolloutInProgress 0/1 updated; 1 pending");
  }

  @Test
  void shouldKeepTheDeployedDigestWhenANewTargetBegins() {
    // Given
    pool.setStatus(previous(Fixtures.OLD_DIGEST, List.of(), null));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(status.deployedDigest()).isEqualTo(Fixtures.OLD_DIGEST);
    assertThat(status.targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    assertThat(status.updateAvailable()).isTrue();
  }

  @Test
  void shouldKeepSinceWhenTheTargetIsWhatItIsAsLongAsItStays() {
    // Given
    BootcNodePoolStatus first = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);
    pool.setStatus(targetedSince(Fixtures.NEW_DIGEST));

    // When
    BootcNodePoolStatus same = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);
    pool.setStatus(targetedSince(Fixtures.OLD_DIGEST));
    BootcNodePoolStatus other = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(first.targetSince()).isEqualTo(NOW.toString());
    assertThat(same.targetSince()).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(other.targetSince()).isEqualTo(NOW.toString());
  }

  private static BootcNodePoolStatus targetedSince(String digest) {
    return new BootcNodePoolStatus(
        1L,
        digest,
        null,
        true,
        null,
        1,
        0,
        1,
        0,
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        "2020-01-01T00:00:00Z",
        null);
  }

  @Test
  void shouldSayPausedWhenTheFieldIsSetAndNodesWait() {
    // Given
    CheckedSpec paused = spec(new Pause("kubectl-edit", "spec.rollout.paused", NOW));

    // When
    BootcNodePoolStatus status = statuses.status(pool, paused, members(staged("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .startsWith("False Paused 0/1 updated; 0 pending, 0 staging, 1 staged");
  }

  @Test
  void shouldSayPausedWhenTheRolloutWasPausedBySignal() {
    // Given
    pool.setStatus(previous(null, List.of(), rollout("Paused", Fixtures.NEW_DIGEST, List.of())));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status)).startsWith("False Paused");
  }

  @Test
  void shouldSayAllUpdatedWhenAPausedPoolHasNothingToDo() {
    // Given
    CheckedSpec paused = spec(new Pause("kubectl-edit", "spec.rollout.paused", NOW));

    // When
    BootcNodePoolStatus status = statuses.status(pool, paused, members(updated("a")), FOLLOWED);

    // Then
    assertThat(upToDate(status)).startsWith("True AllUpdated");
  }

  @Test
  void shouldNameNodesWhenTheyReportErrors() {
    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), members(updated("a"), broken("b"), broken("c")), FOLLOWED);

    // Then
    assertThat(degraded(status))
        .isEqualTo("True NodeDegraded b reports an error, c reports an error");
    assertThat(status.degradedCount()).isEqualTo(2);
  }

  @Test
  void shouldCountAndNameANodeAsDegradedWhenItsAttemptAtTheTargetFailed() {
    // Given
    BootcNode failed = staged("a");
    failed.getMetadata().setAnnotations(Map.of(BootcApi.VERDICT, verdict(Fixtures.NEW_DIGEST)));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(failed), FOLLOWED);

    // Then
    assertThat(degraded(status)).isEqualTo("True NodeDegraded a: drain timed out, db-0 stayed");
    assertThat(status.degradedCount()).isEqualTo(1);
    assertThat(status.updatingCount()).isZero();
  }

  @Test
  void shouldNotCountAFailureWhenItWasAtAnotherDigestOrTheNodeRunsTheTarget() {
    // Given
    BootcNode earlier = staged("a");
    earlier.getMetadata().setAnnotations(Map.of(BootcApi.VERDICT, verdict(Fixtures.OLD_DIGEST)));
    BootcNode recovered = updated("b");
    recovered.getMetadata().setAnnotations(Map.of(BootcApi.VERDICT, verdict(Fixtures.NEW_DIGEST)));

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), members(earlier, recovered), FOLLOWED);

    // Then
    assertThat(degraded(status)).isEqualTo("False Healthy ");
    assertThat(upToDate(status))
        .isEqualTo(
            "False RolloutInProgress 1/2 updated; 0 pending, 0 staging, 1 staged, 0 rebooting, 0"
                + " degraded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          - | bbbb | ; skipped by bootc.dev/skip: b; nothing else is left to do
          c | bbbb | ; skipped by bootc.dev/skip: b
          - | aaaa | ''
          """)
  void shouldSayThatNothingElseIsLeftWhenSomebodySkipsEveryNodeThatIsNotUpdated(
      @Nullable String other, String digest, String told) {
    // Given
    BootcNode skipped = staged("b");
    skipped
        .getMetadata()
        .setAnnotations(Map.of(BootcApi.SKIP, "sha256:" + digest.repeat(16) + " broken fan"));
    List<BootcNode> nodes = new ArrayList<>(List.of(updated("a"), skipped));
    if (other != null) {
      nodes.add(Fixtures.inSlot(updated(other)));
    }

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), members(nodes), new FollowAnswer.NotNeeded());

    // Then
    assertThat(upToDate(status))
        .startsWith("False RolloutInProgress ")
        .endsWith(" 0 degraded" + told);
  }

  @Test
  void shouldCountANodeAsDegradedWhenItsRebootTakesTooLongAndNobodyJudgesIt() {
    // Given
    pool.setSpec(
        new BootcNodePoolSpec(
            Fixtures.selector(Map.of()),
            new ImageSource(Fixtures.NEW_IMAGE),
            new RolloutSpec(
                null, null, null, 600, null, null, null, null, null, null, null, null, null, null,
                null),
            null,
            null));
    BootcNode late = approved("late", NOW.minusSeconds(601));
    BootcNode early = approved("early", NOW.minusSeconds(599));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(late, early), FOLLOWED);

    // Then
    assertThat(degraded(status))
        .isEqualTo(
            "True NodeDegraded late: not back within 600 s, approved at " + NOW.minusSeconds(601));
    assertThat(upToDate(status)).contains("1 rebooting, 1 degraded");
  }

  @Test
  void shouldGoOnAndSaySoWhenTheSecretCannotBeRead() {
    // When
    BootcNodePoolStatus status =
        statuses.status(
            pool, spec(null, "spec.pullSecretRef: mend it"), members(staged("a")), FOLLOWED);

    // Then
    assertThat(degraded(status)).isEqualTo("True SecretError spec.pullSecretRef: mend it");
    assertThat(upToDate(status)).startsWith("False RolloutInProgress 0/1 updated");
  }

  @Test
  void shouldNameEachNodeWhoseChangeWasRefused() {
    // Given
    Roster roster =
        new Roster(
            List.of(staged("a")),
            new TreeMap<>(),
            new TreeMap<>(Map.of("b", "cannot be made a member: no, says the webhook")),
            new TreeMap<>(),
            0);

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), roster, FOLLOWED);

    // Then
    assertThat(degraded(status))
        .isEqualTo("True NodeDegraded b cannot be made a member: no, says the webhook");
    assertThat(upToDate(status)).startsWith("False RolloutInProgress 0/1 updated");
  }

  @Test
  void shouldNameNodesThatMatchAndAreNoBootcHosts() {
    // Given
    Roster roster =
        new Roster(
            List.of(updated("a")),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(Map.of("win-0", "kubernetes.io/os=windows")),
            0);

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), roster, FOLLOWED);

    // Then
    assertThat(upToDate(status))
        .startsWith("True AllUpdated 1/1 updated")
        .endsWith("; left out, since no bootc runs there: win-0 (kubernetes.io/os=windows)");
  }

  @Test
  void shouldSayHowWhenAnAttemptFailed() {
    // Given
    RolloutStatus.NodeProgress failed =
        new RolloutStatus.NodeProgress("a", "drain timed out", null);
    pool.setStatus(
        previous(null, List.of(), rollout("Blocked", Fixtures.NEW_DIGEST, List.of(failed))));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(degraded(status)).isEqualTo("True NodeDegraded a: drain timed out");
  }

  @Test
  void shouldPutTheStrongestFirstAndHideNoneWhenSeveralApply() {
    // Given
    pool.setStatus(previous(null, List.of(), rollout("Halted", Fixtures.NEW_DIGEST, List.of())));
    SortedMap<String, String> conflicts = new TreeMap<>(Map.of("d", "others"));
    Roster roster =
        new Roster(List.of(broken("b")), conflicts, new TreeMap<>(), new TreeMap<>(), 0);

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), roster, FOLLOWED);

    // Then
    assertThat(degraded(status))
        .isEqualTo(
            "True RolloutHalted why it is Halted; also: node d is owned by pool others; also: b"
                + " reports an error");
  }

  @Test
  void shouldSayNothingOfAnEarlierRolloutWhenTheTargetIsAnother() {
    // Given
    pool.setStatus(previous(null, List.of(), rollout("Halted", Fixtures.OLD_DIGEST, List.of())));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(degraded(status)).startsWith("False Healthy");
  }

  @Test
  void shouldNotSayThatNoNodeMatchesWhenOtherPoolsOwnThem() {
    // Given
    Roster contested =
        new Roster(
            List.of(),
            new TreeMap<>(Map.of("a", "workers", "b", "workers")),
            new TreeMap<>(),
            new TreeMap<>(),
            0);

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, spec(), contested, new FollowAnswer.NotNeeded());

    // Then
    assertThat(upToDate(status))
        .isEqualTo(
            "True AllUpdated other pools own every node that matches spec.nodeSelector, 2 in all");
    assertThat(degraded(status)).startsWith("True NodeConflict");
  }

  @Test
  void shouldGoOnTowardsTheOldTargetWhenTheSpecIsRefused() {
    // Given
    pool.setStatus(previous(Fixtures.OLD_DIGEST, List.of(), null));
    CheckedSpec refused = new CheckedSpec.Refused("InvalidSpec", "spec.image.ref: mend it");
    BootcNode node = Fixtures.bootcNode("a", "workers", Fixtures.OLD_IMAGE, Fixtures.OLD_IMAGE);

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, refused, members(node), new FollowAnswer.NotNeeded());

    // Then
    assertThat(status.targetDigest()).isEqualTo(Fixtures.OLD_DIGEST);
    assertThat(upToDate(status))
        .isEqualTo(
            "False InvalidSpec 1/1 updated; 0 pending, 0 staging, 0 staged, 0 rebooting, 0 degraded;"
                + " to what was asked before: the spec as it is now is not followed");
    assertThat(degraded(status)).isEqualTo("True InvalidSpec spec.image.ref: mend it");
  }

  @Test
  void shouldSayWhichTagTheTargetCameFromWhenTheSpecNamesOne() {
    // Given
    Instant next = NOW.plusSeconds(290).plusMillis(7);
    CheckedSpec tagged = spec(null, null, new TagStanding(TAG, null, next));

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, tagged, members(staged("a")), new FollowAnswer.NotNeeded());

    // Then
    assertThat(status.targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    assertThat(status.resolvedRef()).isEqualTo(TAG);
    assertThat(status.nextTagResolutionTime()).isEqualTo(NOW.plusSeconds(290).toString());
    assertThat(degraded(status)).isEqualTo("False Healthy ");
  }

  @Test
  void shouldKeepTheTargetAndSayWhyWhenTheRegistryDoesNotAnswer() {
    // Given
    CheckedSpec away = spec(null, null, new TagStanding(TAG, "spec.image.ref: away", NOW));

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, away, members(staged("a")), new FollowAnswer.NotNeeded());

    // Then
    assertThat(status.targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    assertThat(degraded(status)).isEqualTo("True TagResolutionError spec.image.ref: away");
  }

  @Test
  void shouldKeepWhatTheOldTargetCameFromWhenTheNewTagIsNotKnownYet() {
    // Given
    pool.setStatus(
        new BootcNodePoolStatus(
            1L,
            Fixtures.OLD_DIGEST,
            Fixtures.OLD_DIGEST,
            false,
            null,
            1,
            1,
            0,
            0,
            List.of(),
            null,
            "old",
            List.of()));
    CheckedSpec asking = new CheckedSpec.Unresolved(new TagStanding(TAG, null, null));
    BootcNode node = Fixtures.bootcNode("a", "workers", Fixtures.OLD_IMAGE, Fixtures.OLD_IMAGE);

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, asking, members(node), new FollowAnswer.NotNeeded());

    // Then
    assertThat(status.targetDigest()).isEqualTo(Fixtures.OLD_DIGEST);
    assertThat(status.resolvedRef()).isEqualTo("old");
    assertThat(upToDate(status))
        .startsWith("False RolloutInProgress")
        .endsWith("to what was asked before: what " + TAG + " means is not known yet");
    assertThat(degraded(status)).isEqualTo("False Healthy ");
  }

  @Test
  void shouldClaimNothingWhenThereNeverWasATarget() {
    // Given
    CheckedSpec refused = new CheckedSpec.Refused("InvalidSpec", "spec.image.ref: mend it");

    // When
    BootcNodePoolStatus status =
        statuses.status(pool, refused, members(List.of()), new FollowAnswer.NotNeeded());

    // Then
    assertThat(status.conditions()).extracting(Condition::type).containsExactly("Degraded");
    assertThat(status.targetDigest()).isNull();
  }

  @Test
  void shouldSaySinceWhenAndWhyWhenTemporalIsAway() {
    // Given
    FollowAnswer away = new FollowAnswer.Unreachable(NOW, "no answer from temporal:7233");

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), away);

    // Then
    assertThat(condition(status, "TemporalReachable"))
        .isEqualTo("False NotReachable no answer from temporal:7233");
    assertThat(upToDate(status)).endsWith("Temporal is not reachable since 2026-03-01T12:00:00Z");
  }

  @Test
  void shouldNameTheWorkflowAndTheMendWhenItCannotGoOn() {
    // Given
    FollowAnswer stalled =
        new FollowAnswer.Stalled(
            "rollout/a", FollowAnswer.Stalled.Cause.TASKS_FAIL, "its tasks fail: restart");

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), stalled);

    // Then
    assertThat(condition(status, "RolloutProgressing"))
        .isEqualTo("False WorkflowTasksFail its tasks fail: restart");
    assertThat(upToDate(status)).endsWith("workflow rollout/a cannot go on: its tasks fail");
  }

  @Test
  void shouldKeepTheTransitionTimeWhenTheStatusOfAConditionStays() {
    // Given
    Condition before =
        new Condition(
            "UpToDate", "False", 1L, "2026-02-01T00:00:00Z", "RolloutInProgress", "0/1 updated");
    pool.setStatus(previous(null, List.of(before), null));

    // When
    BootcNodePoolStatus status = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);

    // Then
    assertThat(Condition.find(status.conditions(), "UpToDate"))
        .hasValueSatisfying(condition -> {
          assertThat(condition.lastTransitionTime()).isEqualTo("2026-02-01T00:00:00Z");
          assertThat(condition.message()).startsWith("0/1 updated; 0 pending, 0 staging, 1 staged");
        });
  }

  @Test
  void shouldNotWriteAgainWhenOnlyOthersConditionsAndTheRolloutDiffer() {
    // Given
    BootcNodePoolStatus ours = statuses.status(pool, spec(), members(staged("a")), FOLLOWED);
    List<Condition> more = new ArrayList<>(ours.conditions());
    more.addFirst(new Condition("Theirs", "True", 1L, "2026-02-01T00:00:00Z", "Some", ""));
    BootcNodePoolStatus stored =
        new BootcNodePoolStatus(
            ours.observedGeneration(),
            ours.targetDigest(),
            ours.deployedDigest(),
            ours.updateAvailable(),
            null,
            ours.nodeCount(),
            ours.updatedCount(),
            ours.updatingCount(),
            ours.degradedCount(),
            more,
            rollout("Rolling", Fixtures.NEW_DIGEST, List.of()),
            null,
            ours.blockedBy(),
            null,
            null,
            ours.targetSince(),
            ours.deployedBefore());

    // When
    boolean same = NodePoolStatusFactory.saysTheSame(stored, ours);

    // Then
    assertThat(same).isTrue();
  }

  private static String verdict(String digest) {
    return new Verdict(Verdict.Outcome.DRAIN_TIMED_OUT, digest, 1, NOW.toString(), "db-0 stayed")
        .toAnnotation();
  }

  private static BootcNode approved(String name, Instant at) {
    BootcNode node = Fixtures.inSlot(busy(name, "Rebooting"));
    node.getMetadata()
        .setAnnotations(Map.of(BootcApi.IN_REBOOT_SLOT, "", BootcApi.APPROVED_AT, at.toString()));
    node.setSpec(node.getSpec().withDesiredImageState(DesiredImageState.BOOTED));
    return node;
  }

  private static BootcNode updated(String name) {
    return Fixtures.bootcNode(name, "workers", Fixtures.NEW_IMAGE, Fixtures.NEW_IMAGE);
  }

  private static BootcNode staged(String name) {
    return busy(name, "Staged");
  }

  private static BootcNode busy(String name, String reason) {
    return Fixtures.bootcNode(
        name, "workers", Fixtures.NEW_IMAGE, Fixtures.OLD_IMAGE, Fixtures.busy(reason));
  }

  private static BootcNode broken(String name) {
    return Fixtures.bootcNode(
        name, "workers", Fixtures.NEW_IMAGE, Fixtures.OLD_IMAGE, Fixtures.degraded());
  }

  private static Roster members(BootcNode... nodes) {
    return members(List.of(nodes));
  }

  private static Roster members(List<BootcNode> nodes) {
    return Roster.asTheyAre(nodes);
  }

  private static CheckedSpec spec() {
    return spec(null);
  }

  private static CheckedSpec spec(@Nullable Pause pause) {
    return spec(pause, null);
  }

  private static CheckedSpec spec(@Nullable Pause pause, @Nullable String secretProblem) {
    return spec(pause, secretProblem, null);
  }

  private static CheckedSpec spec(
      @Nullable Pause pause, @Nullable String secretProblem, @Nullable TagStanding tagged) {
    return new CheckedSpec.Valid(
        "workers",
        "uid-1",
        1,
        new NodeSelector(Fixtures.selector(Map.of())),
        (ImageRef.Pinned) ImageRef.parse(Fixtures.NEW_IMAGE),
        MaxUnavailable.ONE,
        pause,
        null,
        null,
        secretProblem,
        null,
        null,
        null,
        null,
        tagged,
        null,
        null,
        null,
        null,
        null);
  }

  private static BootcNodePoolStatus previous(
      @Nullable String digest, List<Condition> conditions, @Nullable RolloutStatus rollout) {
    return new BootcNodePoolStatus(
        1L, digest, digest, false, null, 1, 1, 0, 0, conditions, rollout, null, List.of());
  }

  private static RolloutStatus rollout(
      String phase, String digest, List<RolloutStatus.NodeProgress> failed) {
    return new RolloutStatus(
        phase,
        digest,
        1L,
        null,
        null,
        null,
        "why it is " + phase,
        null,
        null,
        null,
        List.of(),
        List.of(),
        failed,
        List.of());
  }

  private static String upToDate(BootcNodePoolStatus status) {
    return condition(status, "UpToDate");
  }

  private static String degraded(BootcNodePoolStatus status) {
    return condition(status, "Degraded");
  }

  private static String condition(BootcNodePoolStatus status, String type) {
    return Condition.find(status.conditions(), type)
        .map(found -> found.status() + " " + found.reason() + " " + found.message())
        .orElse("absent");
  }
}
