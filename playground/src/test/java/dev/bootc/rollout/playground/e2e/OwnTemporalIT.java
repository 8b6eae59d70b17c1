package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.FullTemporal;
import dev.bootc.rollout.testkit.servers.FullTemporalConfiguration;
import dev.bootc.rollout.testkit.servers.PostgreSql;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts through a Temporal server of one's own, in place of the one that the chart brings. */
@EndToEnd
class OwnTemporalIT {
  private static final int SOME = 4;
  private static final int MANY = 100;

  /** SQL visibility has ten, and we need four. */
  private static final int KEYWORDS_OF_OTHERS = 7;

  private final World world;
  @TempDir private Path folder;

  OwnTemporalIT(World world) {
    this.world = world;
  }

  @Test
  void shouldCompleteWhenANewAuthorityReplacesAllCertificatesInMidRollout() throws Exception {
    rollWithCertificatesThatAreReplaced("rotated", SOME);
  }

  @Test
  @Tag("thorough")
  void shouldRollAHundredNodesWhenANewAuthorityReplacesAllCertificatesInMidRollout()
      throws Exception {
    rollWithCertificatesThatAreReplaced("rotated-100", MANY);
  }

  @Test
  @Tag("thorough")
  void shouldRollAHundredNodesWhenTheServerKeepsItsHistoriesInPostgres() throws Exception {
    rollOnPostgres("postgres-100", MANY);
  }

  @Test
  @Tag("thorough")
  void shouldRollAHundredNodesWhenItIsTheServerOfTheChart() throws Exception {
    roll("embedded-100", MANY, () -> {});
  }

  @Tag("thorough")
  @Test
  void shouldGoOnWithoutSearchAttributesWhenMovedInMidRolloutToANamespaceThatIsFullOfThem()
      throws Exception {
    try (FullTemporal shared = FullTemporal.create()) {
      // Given
      for (int number = 1; number <= KEYWORDS_OF_OTHERS; number++) {
        addKeyword(shared, "Other" + number);
      }

      // When
      OperatorProgram[] moved = new OperatorProgram[1];
      TestPool pool =
          roll(
              "moved",
              SOME,
              () -> moved[0] = world.operatorOn(Map.of("TEMPORAL_ADDRESS", shared.address())));
      pool.editImage(Images.number(2));
      pool.awaitUpToDate(Images.number(2), SOME);

      // Then
      assertThat(Files.readString(moved[0].log()))
          .containsOnlyOnce("rollouts run without search attributes")
          .contains("BootcPool");
    }
  }

  /**
   * A server that has just started may refuse the first of them, or take it and say that it did
   * not.
   */
  private static void addKeyword(FullTemporal shared, String name) {
    await()
        .untilAsserted(() -> {
          CommandRun created =
              shared.command(
                  "operator", "search-attribute", "create", "--name", name, "--type", "Keyword");
          assertThat(shared.command("operator", "search-attribute", "list").output())
              .as(created.output())
              .contains(name);
        });
  }

  private void rollOnPostgres(String name, int nodes) throws Exception {
    assumeTrue(PostgreSql.isInstalled(), "Debian's package postgresql is needed");
    PostgreSql database = world.closedAfterTheTest(PostgreSql.create());
    Path files = Chart.ofThisCheckout().folder().resolve("files");
    database.setUpSchema(files.resolve("temporal-schema.sh"));
    // As every restart and every upgrade does.
    database.setUpSchema(files.resolve("temporal-schema.sh"));
    FullTemporal server =
        world.closedAfterTheTest(
            FullTemporal.create(
                FullTemporalConfiguration.ofOneUser().asTheChart(database.variables(), files),
                Map.of()));
    world.operatorOn(Map.of("TEMPORAL_ADDRESS", server.address()));
    roll(name, nodes, () -> {});
  }

  private void rollWithCertificatesThatAreReplaced(String name, int nodes) throws Exception {
    Path servers = Files.createDirectory(folder.resolve("server"));
    Path ours = Files.createDirectory(folder.resolve("operator"));
    issue(TestAuthority.create("first"), KeyForm.PKCS1_RSA, servers, ours);
    Map<String, String> variables = variables(ours);
    FullTemporal server =
        world.closedAfterTheTest(
            FullTemporal.create(FullTemporalConfiguration.ofOneUser().withTls(servers), variables));
    OperatorProgram operator =
        world.operatorOn(with(variables, "TEMPORAL_ADDRESS", server.address()));
    roll(
        name,
        nodes,
        () -> {
          issue(TestAuthority.create("second"), KeyForm.SEC1_EC, servers, ours);
          // No connection that began with the old ones is left.
          server.kill();
          server.start();
        });
    assertThat(Files.readString(operator.log())).contains("certificates for Temporal were renewed");
  }

  private static void issue(TestAuthority authority, KeyForm form, Path... folders) {
    for (Path each : folders) {
      authority.writeTo(each);
      authority.issue(each.getFileName().toString(), form).writeTo(each);
    }
  }

  private static Map<String, String> variables(Path folder) {
    return Map.of(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", folder.resolve("ca.crt").toString(),
        "TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("tls.crt").toString(),
        "TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("tls.key").toString());
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  /** Rolls once, with something that happens when the first node is down. */
  private TestPool roll(String name, int nodes, Runnable inTheMiddle) throws Exception {
    LightFleet fleet = world.fleet(name, nodes, FleetTiming.ofMillis(300, 1_000));
    TestPool pool = world.pool(name, Math.max(2, nodes / 10));
    pool.awaitUpToDate(Images.number(0), nodes);
    Recorder recorder = world.recorder();
    Trigger trigger =
        world.closedAfterTheTest(
            new Trigger(world.client(), name, KillPoint.AWAIT_THE_UPDATE::shows, inTheMiddle));
    pool.editImage(Images.number(1));
    assertThat(trigger.awaitDone(120)).as("a node went down").isTrue();
    pool.awaitUpToDate(Images.number(1), nodes);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    return pool;
  }
}
