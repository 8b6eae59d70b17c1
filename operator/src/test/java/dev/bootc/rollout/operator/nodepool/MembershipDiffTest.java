package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.operator.nodepool.MembershipDiff.Change;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.poolspec.NodeSelector;
import dev.bootc.rollout.operator.poolspec.PullSecret;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MembershipDiffTest {
  private static final Map<String, String> WORKER = Map.of("role", "worker");
  private static final Map<String, String> OTHER = Map.of("role", "other");

  private final BootcNodePool pool = Fixtures.pool("workers", WORKER, Fixtures.NEW_IMAGE);

  @Test
  void shouldJoinWhenANodeMatchesAndIsNobodys() {
    // Given
    Node node = Fixtures.node("node-1", WORKER);

    // When
    MembershipDiff diff = diff(List.of(node, Fixtures.node("node-2", OTHER)), List.of());

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Join(node));
    assertThat(diff.conflicts()).isEmpty();
  }

  @Test
  void shouldWriteNothingWhenAMemberIsInOrder() {
    // Given
    BootcNode member = member("node-1", "workers");

    // When
    MembershipDiff diff = diff(List.of(Fixtures.managedNode("node-1", WORKER)), List.of(member));

    // Then
    assertThat(diff.settled()).containsExactly(member);
    assertThat(diff.changes()).isEmpty();
  }

  @Test
  void shouldMendWhenAMemberLostItsLabel() {
    // Given
    Node unlabelled = Fixtures.node("node-1", WORKER);
    BootcNode member = member("node-1", "workers");

    // When
    MembershipDiff diff = diff(List.of(unlabelled), List.of(member));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Mend(member, unlabelled));
  }

  @Test
  void shouldMendWhenThePullSecretChanged() {
    // Given
    Node node = Fixtures.managedNode("node-1", WORKER);
    BootcNode member = member("node-1", "workers");
    PullSecret secret = new PullSecret(new PullSecretRef("pull", "images"), "sha256:1");

    // When
    MembershipDiff diff =
        MembershipDiff.of(pool, spec(WORKER, secret), List.of(node), List.of(member));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Mend(member, node));
  }

  @Test
  void shouldAdoptWhenABootcNodeHasNoOwner() {
    // Given
    Node node = Fixtures.managedNode("node-1", WORKER);
    BootcNode orphan = Fixtures.bootcNode("node-1", null, Fixtures.OLD_IMAGE, null);

    // When
    MembershipDiff diff = diff(List.of(node), List.of(orphan));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Mend(orphan, node));
  }

  @Test
  void shouldLeaveANodeToItsOwnerWhenTwoPoolsMatch() {
    // Given
    Node contested = Fixtures.managedNode("node-1", WORKER);
    Node free = Fixtures.node("node-2", WORKER);

    // When
    MembershipDiff diff = diff(List.of(contested, free), List.of(member("node-1", "others")));

    // Then
    assertThat(diff.conflicts()).containsExactly(Map.entry("node-1", "others"));
    assertThat(diff.changes()).containsExactly(new Change.Join(free));
  }

  @Test
  void shouldLetAMemberGoWhenItsNodeNoLongerMatches() {
    // Given
    Node node = Fixtures.managedNode("node-1", OTHER);
    BootcNode member = member("node-1", "workers");

    // When
    MembershipDiff diff = diff(List.of(node), List.of(member));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Leave(member, node));
    assertThat(diff.settled()).isEmpty();
  }

  @Test
  void shouldLetAMemberGoWhenItsNodeIsGone() {
    // Given
    BootcNode member = member("node-1", "workers");

    // When
    MembershipDiff diff = diff(List.of(), List.of(member));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Leave(member, null));
  }

  @Test
  void shouldWaitWhenABootcNodeIsBeingDeleted() {
    // Given
    BootcNode going = member("node-1", "others");
    going.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

    // When
    MembershipDiff diff = diff(List.of(Fixtures.managedNode("node-1", WORKER)), List.of(going));

    // Then
    assertThat(diff.changes()).isEmpty();
    assertThat(diff.conflicts()).isEmpty();
  }

  @Test
  void shouldNotCountANamesakeWhenThePoolWasMadeAgain() {
    // Given
    BootcNode ofTheOld = member("node-1", "workers");
    ofTheOld.getMetadata().getOwnerReferences().getFirst().setUid("uid-of-the-deleted-one");

    // When
    MembershipDiff diff = diff(List.of(Fixtures.managedNode("node-1", WORKER)), List.of(ofTheOld));

    // Then
    assertThat(diff.settled()).isEmpty();
    assertThat(diff.conflicts()).containsKey("node-1");
  }

  @Test
  void shouldLeaveOutAndLetGoWhatIsNoMachineThatRunsBootc() {
    // Given
    Node windows = Fixtures.node("win-0", with(WORKER, "kubernetes.io/os", "windows"));
    Node linux = Fixtures.node("node-1", with(WORKER, "kubernetes.io/os", "linux"));
    Node fargate = Fixtures.node("f-0", with(WORKER, "eks.amazonaws.com/compute-type", "fargate"));
    Node virtual = Fixtures.node("v-0", with(WORKER, "type", "virtual-kubelet"));
    BootcNode madeByAnother = member("f-0", "workers");

    // When
    MembershipDiff diff = diff(List.of(windows, linux, fargate, virtual), List.of(madeByAnother));

    // Then
    assertThat(diff.leftOut())
        .containsExactly(
            Map.entry("f-0", "eks.amazonaws.com/compute-type=fargate"),
            Map.entry("v-0", "type=virtual-kubelet"),
            Map.entry("win-0", "kubernetes.io/os=windows"));
    assertThat(diff.changes())
        .containsExactly(new Change.Join(linux), new Change.Leave(madeByAnother, fargate));
  }

  @Test
  void shouldMendAMemberWhenItsCopyOfTheRebootPolicyIsNotThePools() {
    // Given
    Node node = Fixtures.managedNode("node-1", WORKER);
    BootcNode member = member("node-1", "workers");
    member.setSpec(
        new BootcNodeSpec(
            Fixtures.OLD_IMAGE,
            DesiredImageState.STAGED,
            null,
            null,
            RebootPolicy.ALLOW_SOFT_REBOOT,
            null));

    // When
    MembershipDiff diff = diff(List.of(node), List.of(member));

    // Then
    assertThat(diff.changes()).containsExactly(new Change.Mend(member, node));
  }

  @Test
  void shouldNotMendAMemberWhenItsCopySaysTheDefaultInWords() {
    // Given
    Node node = Fixtures.managedNode("node-1", WORKER);
    BootcNode member = member("node-1", "workers");
    member.setSpec(
        new BootcNodeSpec(
            Fixtures.OLD_IMAGE,
            DesiredImageState.STAGED,
            null,
            null,
            RebootPolicy.REBOOT_ONLY,
            StagedImagePolicy.LOCKED));

    // When
    MembershipDiff diff = diff(List.of(node), List.of(member));

    // Then
    assertThat(diff.settled()).containsExactly(member);
  }

  @Test
  void shouldKeepTheHashWhenTheSecretCannotBeReadJustNow() {
    // Given
    PullSecretRef ref = new PullSecretRef("pull", "images");
    Node node = Fixtures.managedNode("node-1", WORKER);
    BootcNode member = member("node-1", "workers");
    member.setSpec(
        new BootcNodeSpec(
            Fixtures.OLD_IMAGE, DesiredImageState.STAGED, ref, "sha256:1", null, null));

    // When
    MembershipDiff diff =
        MembershipDiff.of(
            pool, spec(WORKER, new PullSecret(ref, null)), List.of(node), List.of(member));

    // Then
    assertThat(diff.settled()).containsExactly(member);
  }

  private static Map<String, String> with(Map<String, String> labels, String key, String value) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(key, value);
    return more;
  }

  private MembershipDiff diff(List<Node> nodes, List<BootcNode> bootcNodes) {
    return MembershipDiff.of(pool, spec(WORKER, null), nodes, bootcNodes);
  }

  private static BootcNode member(String name, String pool) {
    return Fixtures.bootcNode(name, pool, Fixtures.OLD_IMAGE, Fixtures.OLD_IMAGE);
  }

  private static CheckedSpec.Valid spec(Map<String, String> labels, @Nullable PullSecret secret) {
    return new CheckedSpec.Valid(
        "workers",
        "uid-1",
        1,
        new NodeSelector(Fixtures.selector(labels)),
        (dev.bootc.rollout.api.ImageRef.Pinned)
            dev.bootc.rollout.api.ImageRef.parse(Fixtures.NEW_IMAGE),
        MaxUnavailable.ONE,
        null,
        null,
        secret,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
