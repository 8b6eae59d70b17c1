package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.process.CommandRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What docs/operations/temporal.md tells to do by hand, with the commands that it prints. */
@EndToEnd
@Tag("thorough")
class EmergencyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;

  EmergencyIT(World world) {
    this.world = world;
  }

  @Test
  void shouldGoOnWithTheOthersWhenANodeWasFinishedByHandWithoutTemporalAndOperator()
      throws Exception {
    // Given
    LightFleet fleet = world.fleet("by-hand", 3, FleetTiming.ofMillis(300, 500));
    TestPool pool = world.pool("by-hand", 1);
    pool.awaitUpToDate(Images.number(0), 3);
    pool.editPaused(true);
    pool.editImage(Images.number(1));
    String node = fleet.nodes().getFirst();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(node)).isEqualTo("Staged"));
    world.stopOperator();

    // When
    kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data");
    kubectl("annotate", "bn", node, "bootc.dev/in-reboot-slot=", "bootc.dev/was-cordoned=false");
    approve(node, "Booted");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(fleet.reboots(node)).isEqualTo(1));
    kubectl("annotate", "bn", node, "bootc.dev/in-reboot-slot-", "bootc.dev/was-cordoned-");
    kubectl("uncordon", node);

    // Then
    world.startOperator();
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(1), 3);
    assertThat(fleet.nodes()).allSatisfy(each -> assertThat(fleet.reboots(each)).isEqualTo(1));
    pool.assertRestored();
  }

  @Test
  void shouldStartAnewWhenANodeInItsSlotWasGivenBackByHandWithoutTemporalAndOperator()
      throws Exception {
    // Given
    LightFleet fleet = world.fleet("given-back", 2, FleetTiming.ofMillis(300, 500));
    TestPool pool = world.pool("given-back", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    fleet.nodes().forEach(world::heldPod);
    pool.editImage(Images.number(1));
    pool.awaitASlot();
    String node = pool.slotHolders().getFirst();
    world.stopOperator();
    world.killTemporal();
    world.temporal().wipe();

    // When
    approve(node, "Staged");
    kubectl(
        "annotate",
        "bn",
        node,
        "bootc.dev/in-reboot-slot-",
        "bootc.dev/was-cordoned-",
        "bootc.dev/approved-digest-");
    kubectl(
        "annotate",
        "node",
        node,
        "bootc.dev/cordoned-by-",
        "bootc.dev/cordon-reason-",
        "bootc.dev/cordoned-since-");
    kubectl("uncordon", node);

    // Then
    pool.assertRestored();
    world.letPodsGo();
    world.startTemporal();
    world.startOperator();
    pool.awaitUpToDate(Images.number(1), 2);
    assertThat(fleet.nodes()).allSatisfy(each -> assertThat(fleet.reboots(each)).isEqualTo(1));
    pool.assertRestored();
  }

  private void approve(String node, String state) throws Exception {
    kubectl(
        "patch",
        "bn",
        node,
        "--type",
        "merge",
        "-p",
        "{\"spec\":{\"desiredImageState\":\"" + state + "\"}}");
  }

  private String state(String node) {
    return world
        .client()
        .resources(BootcNode.class)
        .withName(node)
        .require()
        .getStatus()
        .conditions()
        .stream()
        .filter(condition -> condition.type().equals("Idle"))
        .map(condition -> condition.reason())
        .findFirst()
        .orElse("");
  }

  private void kubectl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ServerBinaries.ofThisMachine().binary(Server.KUBECTL).toString());
    command.addAll(List.of("--kubeconfig", world.plane().adminKubeconfig().toString()));
    command.addAll(List.of(arguments));
    CommandRun run = CommandRun.of(new ProcessBuilder(command), PATIENCE);
    assertThat(run.succeeded()).as("%s: %s", command, run.output()).isTrue();
  }
}
