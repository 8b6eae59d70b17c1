package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.stranger.Stranger;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each alert is raised by what it is about, on real servers and by a real Prometheus; how long each
 * waits {@code promtool} tries.
 */
@EndToEnd(alone = true)
@Tag("thorough")
class AlertsIT {
  private static final FleetTiming QUICK = FleetTiming.ofMillis(300, 500);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final World world;
  @TempDir private Path folder;

  AlertsIT(World world) {
    this.world = world;
  }

  @BeforeAll
  static void requirePrometheus() {
    assumeTrue(PrometheusServer.isInstalled(), "Debian's package prometheus is needed");
  }

  @Test
  void shouldRaiseEachAlertOfAPoolByItsSceneAndNoneBefore() throws IOException {
    // Given
    LightFleet halting = world.fleet("halting", 2, QUICK);
    LightFleet held = world.fleet("held", 1, QUICK);
    LightFleet silent = world.fleet("silent", 1, QUICK);
    world.fleet("pausing", 1, QUICK);
    world.fleet("tagged", 1, QUICK);
    TestPool halted = world.pool("halting", 1);
    TestPool tagged = world.pool("tagged", 1);
    TestPool paused = world.pool("pausing", 1);
    List<TestPool> others = List.of(world.pool("held", 1), world.pool("silent", 1));
    world.fleet("stuck", 1, QUICK);
    TestPool stuck = world.pool("stuck", 1);
    halted.editRollout("{\"rebootTimeoutSeconds\":3}");
    halted.awaitUpToDate(Images.number(0), 2);
    tagged.awaitUpToDate(Images.number(0), 1);
    paused.awaitUpToDate(Images.number(0), 1);
    stuck.awaitUpToDate(Images.number(0), 1);
    others.forEach(pool -> pool.awaitUpToDate(Images.number(0), 1));
    PrometheusServer prometheus = prometheus();
    awaitSilence(prometheus);

    await().untilAsserted(() -> assertThat(world.openWorkflows("stuck")).isEmpty());

    // When
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      stranger.startsWhatNoWorkerUnderstands(new Stranger.Victim("stuck", stuck.uid()));
    }
    stuck.editImage(Images.number(1));
    halting.setFault(halting.nodes().getFirst(), NodeFault.STAYS_AWAY);
    silent.setFault(silent.nodes().getFirst(), NodeFault.AGENT_IS_DEAD);
    world.heldPod(held.nodes().getFirst());
    paused.editPaused(true);
    halted.editImage(Images.number(1));
    paused.editImage(Images.number(1));
    others.forEach(pool -> pool.editImage(Images.number(1)));
    tagged.editImage("127.0.0.1:1/os/node:stable");
    UserPool rival = new UserPool(world.client(), "rival");
    rival.create(Map.of(TestPool.LABEL, "tagged"), Images.number(0), 1);

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(raised(prometheus))
                .contains(
                    "BootcRolloutHalted halting",
                    "BootcRolloutNobodyCarriesItOn stuck",
                    "BootcRolloutNodeNotBack halting",
                    "BootcRolloutNodesFailed halting",
                    "BootcRolloutDrainBlocked held",
                    "BootcRolloutStalled held",
                    "BootcRolloutAgentSilent silent",
                    "BootcRolloutNotCarriedOut rival",
                    "BootcRolloutPausedLong pausing",
                    "BootcRolloutTagNotResolved tagged")
                .noneMatch(alert -> alert.equals("BootcRolloutStalled pausing"))
                .noneMatch(alert -> alert.endsWith(" ")));

    // When
    world.temporal("stuck").terminate();
    world.temporal("pausing").cancel();
    rival.delete();
    paused.awaitBlockedBy(Kind.CANCELLED, "BootcNodePool/pausing");

    // Then
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(raised(prometheus))
                .contains("BootcRolloutNotCarriedOut pausing")
                .doesNotContain(
                    "BootcRolloutPausedLong pausing",
                    "BootcRolloutNobodyCarriesItOn stuck",
                    "BootcRolloutNotCarriedOut rival"));
    halting.clearFault(halting.nodes().getFirst(), NodeFault.STAYS_AWAY);
    silent.clearFault(silent.nodes().getFirst(), NodeFault.AGENT_IS_DEAD);
  }

  @Test
  void shouldRaiseEachAlertOfTheOperatorByItsScene() throws Exception {
    // Given
    LightFleet fleet = world.fleet("forged", 1, QUICK);
    TestPool pool = world.pool("forged", 1);
    pool.awaitUpToDate(Images.number(0), 1);
    PrometheusServer prometheus = prometheus();
    awaitSilence(prometheus);

    // When
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      stranger.callsSteps(
          new Stranger.Victim(pool.name(), pool.uid()), fleet.nodes().getFirst(), Images.number(1));

      // Then
      awaitRaised(prometheus, "BootcRolloutForgedCalls ");
    }

    // When
    world.killTemporal();

    // Then
    awaitRaised(prometheus, "BootcRolloutTemporalUnreachable ");
    world.startTemporal();

    // When
    world.stopOperator();

    // Then
    awaitRaised(prometheus, "BootcRolloutOperatorAbsent ");
  }

  @Test
  void shouldRaiseTheAlertOfACertificateThatEndsWithinDays() throws IOException {
    // Given
    TestAuthority authority = TestAuthority.create("authority");
    authority.writeTo(folder);
    authority.issue("operator", KeyForm.PKCS8_EC).writeTo(folder);
    Map<String, String> temporal =
        Map.of(
            "TEMPORAL_ADDRESS", world.temporal().address(),
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH", folder.resolve("ca.crt").toString(),
            "TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("tls.crt").toString(),
            "TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("tls.key").toString());

    // When
    OperatorProgram operator = world.operatorOn(temporal);
    String address =
        await().atMost(SOON).ignoreExceptions().until(operator::httpAddress, _ -> true);

    // Then
    awaitRaised(prometheus(address), "BootcRolloutCertificateExpiring ");
  }

  /** Before it has asked an operator for the first time there is none. */
  private static void awaitSilence(PrometheusServer prometheus) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(prometheus.query("bootc_rollout_leader == 1")).isNotEmpty();
          assertThat(raised(prometheus)).isEmpty();
        });
  }

  private static void awaitRaised(PrometheusServer prometheus, String alert) {
    await().atMost(SOON).untilAsserted(() -> assertThat(raised(prometheus)).contains(alert));
  }

  private PrometheusServer prometheus() throws IOException {
    return prometheus(world.operator().httpAddress());
  }

  private PrometheusServer prometheus(String operator) throws IOException {
    return world.closedAfterTheTest(
        PrometheusServer.create(Map.of("operator", operator), List.of(QuickAlerts.in(folder))));
  }

  /** Each with its pool, where it is about one. */
  private static Set<String> raised(PrometheusServer prometheus) {
    return prometheus.query("ALERTS{alertstate=\"firing\"}").stream()
        .map(PrometheusServer.Sample::labels)
        .map(labels -> labels.get("alertname") + " " + labels.getOrDefault("pool", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
