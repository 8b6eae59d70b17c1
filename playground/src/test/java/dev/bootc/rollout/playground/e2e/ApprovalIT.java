package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that a person approves by their digest. */
@EndToEnd
class ApprovalIT {
  /** The command that the pool's line gives, up to what is patched. */
  private static final Pattern COMMAND = Pattern.compile("--type merge -p '\\{\"spec\":(.*)}'");

  private final World world;

  ApprovalIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldStageAndRebootNothingBeforeTheVeryDigestIsApproved() {
    // Given
    LightFleet fleet = world.fleet("manual", 2, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = world.pool("manual", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    pool.edit("{\"image\":{\"updatePolicy\":\"Manual\"}}");

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitWaitingForApproval(pool, "waits for approval of " + digest(1) + ": kubectl");
    await()
        .untilAsserted(() ->
            assertThat(pool.upToDateMessage())
                .contains("waits for approval: spec.image.approvedDigest"));
    assertThat(pool.awaitBlockedBy(Kind.WAITING_FOR_APPROVAL, "BootcNodePool/manual").nextAction())
        .contains("\"approvedDigest\":\"" + digest(1) + '"');
    pool.edit("{\"image\":{\"approvedDigest\":\"" + digest(2) + "\"}}");
    awaitWaitingForApproval(pool, "spec.image.approvedDigest is sha256:");
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isZero());
    Matcher command = COMMAND.matcher(String.valueOf(pool.rollout().message()));
    assertThat(command.find()).as(pool.rollout().message()).isTrue();
    pool.edit(command.group(1));
    await().until(() -> !pool.slotHolders().isEmpty());
    pool.awaitUpToDate(Images.number(1), 2);
  }

  private static void awaitWaitingForApproval(TestPool pool, String message) {
    await()
        .untilAsserted(() -> {
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.WAITING_FOR_APPROVAL.text());
          assertThat(pool.rollout().message()).contains(message);
          assertThat(pool.slotHolders()).isEmpty();
          assertThat(pool.bootcNodes())
              .allSatisfy(node -> assertThat(NodeState.of(node)).isEqualTo(NodeState.STAGED));
        });
  }

  private static String digest(int image) {
    return ImageDigest.in(Images.number(image)).orElseThrow().text();
  }
}
