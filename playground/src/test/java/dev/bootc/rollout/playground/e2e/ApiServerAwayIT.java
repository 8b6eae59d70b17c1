package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.runs.RunState;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd(alone = true)
class ApiServerAwayIT {
  private static final int NODES = 10;
  private static final int UNDER_WAY = 5;
  private static final long EVENTS_A_STEP = 60;
  private static final Duration HANDED_OVER_WITHIN = Duration.ofSeconds(30);

  private final World world;

  ApiServerAwayIT(World world) {
    this.world = world;
  }

  @Test
  void shouldGoOnWhenTheApiServerIsAwayForAMoment() throws Exception {
    rollWithTheApiServerAwayFor(Duration.ofSeconds(20), "moment");
  }

  @Tag("thorough")
  @Test
  void shouldGoOnWhenTheApiServerIsAwayForTenMinutes() throws Exception {
    rollWithTheApiServerAwayFor(Duration.ofMinutes(10), "minutes");
  }

  private void rollWithTheApiServerAwayFor(Duration outage, String name) throws Exception {
    // Given
    world.replicas(world.kubeconfig(), world.kubeconfig());
    Rollout rollout = new Rollout(name, FleetTiming.ofMillis(300, 6_000));
    Map<String, RunState> before = rollout.beginUntilUnderWay();

    // When
    world.plane().killApiServer();
    pause(outage);
    Map<String, RunState> after = world.runs(name);
    world.plane().startApiServer();

    // Then
    assertThatNoneGrew(before, after);
    rollout.awaitCleanEnd();
  }

  @Test
  @Tag("thorough")
  void shouldHandOverWhenOneReplicaAloneLosesItsConnection() throws Exception {
    handOver("cut", ApiServerProxy::cut);
  }

  @Tag("thorough")
  @Test
  void shouldHandOverWhenTheConnectionOfOneReplicaFallsSilent() throws Exception {
    handOver("silent", ApiServerProxy::fallSilent);
  }

  @Tag("thorough")
  @Test
  void shouldGoOnWhenOpenConnectionsAreForgotten() throws Exception {
    // Given
    ApiServerProxy proxy = world.closedAfterTheTest(ApiServerProxy.to(world.plane().adminConfig()));
    world.replicas(world.kubeconfigThrough(proxy));
    Rollout rollout = new Rollout("forgotten", FleetTiming.ofMillis(300, 6_000));
    rollout.beginUntilUnderWay();

    // When
    proxy.forgetOpenConnections();

    // Then
    rollout.awaitCleanEnd();
  }

  @Tag("thorough")
  @Test
  void shouldGoOnWhenIdleConnectionsAreClosed() throws Exception {
    // Given
    ApiServerProxy proxy = world.closedAfterTheTest(ApiServerProxy.to(world.plane().adminConfig()));
    proxy.hangUpAfter(Duration.ofSeconds(5));
    world.replicas(world.kubeconfigThrough(proxy));

    // When
    Rollout rollout = new Rollout("idle", FleetTiming.ofMillis(300, 6_000));
    rollout.beginUntilUnderWay();

    // Then
    rollout.awaitCleanEnd();
  }

  private void handOver(String name, Consumer<ApiServerProxy> disturb) throws Exception {
    // Given
    ApiServerProxy proxy = world.closedAfterTheTest(ApiServerProxy.to(world.plane().adminConfig()));
    List<OperatorProgram> replicas =
        world.replicas(world.kubeconfig(), world.kubeconfigThrough(proxy));
    Rollout rollout =
        new Rollout(
            name,
            FleetTiming.ofMillis(300, Math.toIntExact(HANDED_OVER_WITHIN.toMillis()) - 5_000));
    rollout.beginUntilUnderWay();
    String lonely = replicas.getLast().pid() + "@";
    await().untilAsserted(() -> assertThat(workers(name)).anyMatch(by -> by.startsWith(lonely)));
    Map<String, RunState> before = world.runs(name);

    // When
    disturb.accept(proxy);

    // Then
    await()
        .atMost(HANDED_OVER_WITHIN)
        .untilAsserted(
            () -> assertThat(workers(name)).isNotEmpty().noneMatch(by -> by.startsWith(lonely)));
    assertThatNoneGrew(before, world.runs(name));
    rollout.awaitCleanEnd();
    proxy.mend();
  }

  @Tag("thorough")
  @Test
  void shouldGoOnWhenTheApiServerRefusesForAWhile() throws Exception {
    // Given
    ApiServerProxy proxy = world.closedAfterTheTest(ApiServerProxy.to(world.plane().adminConfig()));
    world.replicas(world.kubeconfigThrough(proxy));
    Rollout rollout = new Rollout("refused", FleetTiming.ofMillis(300, 6_000));
    Map<String, RunState> before = rollout.beginUntilUnderWay();

    // When
    proxy.refuse("429 Too Many Requests", "Retry-After: 1");
    pause(Duration.ofSeconds(20));
    proxy.refuse("503 Service Unavailable", "Retry-After: 1");
    pause(Duration.ofSeconds(20));
    Map<String, RunState> after = world.runs("refused");
    proxy.mend();

    // Then
    assertThatNoneGrew(before, after);
    rollout.awaitCleanEnd();
  }

  @Tag("thorough")
  @Test
  void shouldStayWellWhenNothingHappensForMinutes() throws Exception {
    // When
    pause(Duration.ofMinutes(4));

    // Then
    String log = Files.readString(world.operator().log());
    assertThat(log).doesNotContain("sees=\"false\"");
    String port = log.replaceAll("(?s).*are served port=\"(\\d+)\".*", "$1");
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI health = URI.create("http://127.0.0.1:" + port + "/healthz");
      assertThat(http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString()).body())
          .isEqualTo("cache: alive\nreconciler: alive\nworker: alive\n");
    }
  }

  private List<String> workers(String pool) {
    return world.runs(pool).values().stream().flatMap(run -> run.workers().stream()).toList();
  }

  private static void assertThatNoneGrew(
      Map<String, RunState> before, Map<String, RunState> after) {
    assertThat(after)
        .allSatisfy((workflow, run) ->
            assertThat(run.events())
                .as("events of %s", workflow)
                .isLessThanOrEqualTo(
                    EVENTS_A_STEP
                        + (before.containsKey(workflow) ? before.get(workflow).events() : 0)));
  }

  private static void pause(Duration time) {
    await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
  }

  /** Ten nodes at once, of which some have to be drained. */
  private final class Rollout {
    private final String name;
    private final LightFleet fleet;
    private final TestPool pool;
    private final Recorder recorder;

    Rollout(String name, FleetTiming timing) {
      this.name = name;
      fleet = world.fleet(name, NODES, timing);
      fleet.nodes().stream().limit(UNDER_WAY - 1).forEach(world::pod);
      pool = world.pool(name, NODES);
      pool.awaitUpToDate(Images.number(0), NODES);
      recorder = world.recorder();
    }

    /** Returns while the nodes are in different steps. */
    Map<String, RunState> beginUntilUnderWay() {
      pool.editImage(Images.number(1));
      await()
          .untilAsserted(
              () -> assertThat(pool.slotHolders()).hasSizeGreaterThanOrEqualTo(UNDER_WAY));
      return world.runs(name);
    }

    void awaitCleanEnd() throws Exception {
      pool.awaitUpToDate(Images.number(1), NODES);
      Findings findings = recorder.finish();
      assertThat(findings.violations()).as(findings.text()).isEmpty();
      assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
      assertThat(pool.nodes())
          .noneMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
      await().untilAsserted(() -> assertThat(world.openWorkflows(name)).isEmpty());
    }
  }
}
