package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What {@code kubectl events} and {@code kubectl describe} show, with the rights of the chart. */
@EndToEnd
class EventsIT {
  private final World world;

  EventsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTellEachThingOnceWhenTheOperatorIsKilledInMidRollout() throws Exception {
    // Given
    LightFleet fleet = world.fleet("told", 3, FleetTiming.ofMillis(1_500, 1_000));
    TestPool pool = world.pool("told", 3);
    pool.awaitUpToDate(Images.number(0), 3);
    Trigger kill =
        world.closedAfterTheTest(
            new Trigger(
                world.client(), "told", KillPoint.AWAIT_THE_UPDATE::shows, world::killOperator));

    // What nobody saw cannot be told: they are down until the operator is back.
    fleet.nodes().forEach(node -> fleet.setFault(node, NodeFault.STAYS_AWAY));

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(kill.awaitDone(120)).isTrue();
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() ->
            assertThat(fleet.nodes())
                .allSatisfy(node -> assertThat(reasons(about(node))).contains("Rebooting")));
    fleet.nodes().forEach(node -> fleet.clearFault(node, NodeFault.STAYS_AWAY));
    pool.awaitUpToDate(Images.number(1), 3);
    await().untilAsserted(() -> assertThat(world.openWorkflows("told")).isEmpty());
    await()
        .untilAsserted(() -> {
          assertThat(reasons(about("told").and(EventsIT::isOfTheNewImage)))
              .containsExactlyInAnyOrder(
                  "ImageUpdateAvailable", "RolloutStarted", "RolloutCompleted");
          assertThat(fleet.nodes())
              .allSatisfy(node ->
                  assertThat(reasons(about(node).and(EventsIT::isOfTheNewImage)))
                      .containsExactlyInAnyOrder("Staging", "Staged", "Rebooting", "Idle"));
        });
    assertThat(events(about(fleet.nodes().getFirst())))
        .allSatisfy(event -> {
          assertThat(event.getRegarding().getKind()).isEqualTo("BootcNode");
          assertThat(event.getRelated().getKind()).isEqualTo("BootcNodePool");
          assertThat(event.getRelated().getName()).isEqualTo("told");
        });
  }

  @Test
  void shouldTellWhoPausedAndResumedAndWhatFailedADrain() {
    // Given
    LightFleet fleet = world.fleet("held", 1, FleetTiming.ofMillis(300, 700));
    String node = fleet.nodes().getFirst();
    TestPool pool = world.pool("held", 1);
    pool.awaitUpToDate(Images.number(0), 1);
    world.heldPod(node);
    pool.editDrain(Duration.ofSeconds(10), Map.of());

    // When
    pool.editImage(Images.number(1));

    // Then
    await()
        .untilAsserted(() -> {
          assertThat(events(about(node).and(withReason("DrainFailed")))).hasSize(1);
          assertThat(events(about("held").and(withReason("DrainBlocked"))))
              .isNotEmpty()
              .allSatisfy(event -> {
                assertThat(event.getType()).isEqualTo("Warning");
                assertThat(event.getNote()).contains("next: kubectl ");
              });
        });

    // When
    pool.editPaused(true);

    // Then
    await()
        .untilAsserted(() ->
            assertThat(events(about("held").and(withReason("Paused"))))
                .singleElement()
                .satisfies(event -> assertThat(event.getType()).isEqualTo("Normal")));

    // When
    pool.editPaused(false);
    pool.annotateNode(node, BootcApi.VERDICT, Optional.empty());

    // Then
    await()
        .untilAsserted(() -> {
          assertThat(events(about("held").and(withReason("Resumed")))).hasSize(1);
          assertThat(events(about(node).and(withReason("NodeRetried")))).hasSize(1);
        });
    world.letPodsGo();
  }

  private static Predicate<Event> about(String name) {
    return event -> event.getRegarding().getName().equals(name);
  }

  private static Predicate<Event> withReason(String reason) {
    return event -> event.getReason().equals(reason);
  }

  /** A pool tells of its first image, too. */
  private static boolean isOfTheNewImage(Event event) {
    return event.getNote().contains(ImageDigest.in(Images.number(1)).orElseThrow().text());
  }

  private List<String> reasons(Predicate<Event> which) {
    return events(which).stream().map(Event::getReason).toList();
  }

  private List<Event> events(Predicate<Event> which) {
    return world.client().events().v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getReportingController().equals("bootc.dev/bootc-rollout-operator"))
        .filter(which)
        .toList();
  }
}
