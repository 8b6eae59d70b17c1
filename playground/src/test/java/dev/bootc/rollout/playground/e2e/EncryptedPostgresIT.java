package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.FullTemporal;
import dev.bootc.rollout.testkit.servers.FullTemporalConfiguration;
import dev.bootc.rollout.testkit.servers.PostgreSql;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Temporal with a PostgreSQL that is reached over TLS only, told what the chart renders for its
 * init container.
 */
@EndToEnd
@Tag("thorough")
class EncryptedPostgresIT {
  private static final int NODES = 4;
  private static final TestAuthority AUTHORITY = TestAuthority.create("databases");
  private static PostgreSql database;

  private final Path files = Chart.ofThisCheckout().folder().resolve("files");
  private final Path script = files.resolve("temporal-schema.sh");
  private final World world;
  @TempDir private Path folder;

  EncryptedPostgresIT(World world) {
    this.world = world;
  }

  @BeforeAll
  static void startDatabase() {
    assumeTrue(PostgreSql.isInstalled(), "Debian's package postgresql is needed");
    database = PostgreSql.withTls(AUTHORITY);
  }

  @AfterAll
  static void stopDatabase() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void shouldRollWhenTheAuthorityOfTheDatabaseIsTheOneThatTheValuesName() throws Exception {
    // Given
    AUTHORITY.writeTo(folder);
    Map<String, String> variables = variables("localhost", "tls: {existingSecret: authority}");
    CommandRun first = PostgreSql.setUpSchema(script, variables);
    assertThat(first.succeeded()).as(first.tail()).isTrue();

    // When
    CommandRun again = PostgreSql.setUpSchema(script, variables);

    // Then
    assertThat(again.succeeded()).as(again.tail()).isTrue();
    try (FullTemporal server =
        FullTemporal.create(
            FullTemporalConfiguration.ofOneUser().asTheChart(variables, files), Map.of())) {
      world.operatorOn(Map.of("TEMPORAL_ADDRESS", server.address()));
      roll();
      world.cleanUp();
    }
  }

  @Test
  void shouldSayThatTheAuthorityIsUnknownWhenItIsAnother() throws Exception {
    // Given
    TestAuthority.create("another").writeTo(folder);
    Map<String, String> variables = variables("localhost", "tls: {existingSecret: authority}");

    // When
    String refusal = refusal(variables);

    // Then
    assertThat(refusal).contains("certificate signed by unknown authority");
  }

  @Test
  void shouldSayThatTheAuthorityIsUnknownWhenItIsNoneOfTheSystems() throws Exception {
    // Given
    Map<String, String> variables = variables("localhost", "tls: {enabled: true}");

    // When
    String refusal = refusal(variables);

    // Then
    assertThat(refusal).contains("certificate signed by unknown authority");
  }

  @Test
  void shouldNameBothWhenTheCertificateIsForAnotherHost() throws Exception {
    // Given
    AUTHORITY.writeTo(folder);
    Map<String, String> variables = variables("127.0.0.2", "tls: {existingSecret: authority}");

    // When
    String refusal = refusal(variables);

    // Then
    assertThat(refusal).contains("certificate is valid for 127.0.0.1, not 127.0.0.2");
  }

  @Test
  void shouldSayThatNobodyIsLetInUnencryptedWhenTheValuesSayNothingOfTls() throws Exception {
    // Given
    Map<String, String> variables = variables("localhost", "tls: {}");

    // When
    String refusal = refusal(variables);

    // Then
    assertThat(refusal).contains("no encryption");
  }

  private String refusal(Map<String, String> variables) throws Exception {
    CommandRun refused = PostgreSql.setUpSchema(script, variables);
    assertThat(refused.succeeded()).isFalse();
    return refused.output();
  }

  private void roll() throws InterruptedException {
    LightFleet fleet = world.fleet("encrypted", NODES, FleetTiming.ofMillis(300, 1_000));
    TestPool pool = world.pool("encrypted", 2);
    pool.awaitUpToDate(Images.number(0), NODES);
    Recorder recorder = world.recorder();
    pool.editImage(Images.number(1));
    pool.awaitUpToDate(Images.number(1), NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
  }

  /** As the init container has them, with the files of its Secret in our folder. */
  private Map<String, String> variables(String host, String tls) throws Exception {
    String values =
        """
        temporal:
          mode: postgres
          postgres:
            host: %s
            port: %d
            user: %s
            existingSecret: temporal-postgres
            %s
        """
            .formatted(host, database.port(), database.user(), tls);
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    Map<String, String> variables = new HashMap<>();
    variables.put("SQL_PASSWORD", database.password());
    Chart.ofThisCheckout().objects("bootc-rollout", "default", Optional.of(file)).stream()
        .filter(Deployment.class::isInstance)
        .filter(object -> object.getMetadata().getName().endsWith("-temporal"))
        .map(EncryptedPostgresIT::schemaContainer)
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getValue() != null)
        .forEach(variable -> variables.put(variable.getName(), here(variable)));
    assertThat(variables).containsEntry("SQL_HOST", host);
    return variables;
  }

  private static Container schemaContainer(HasMetadata deployment) {
    return ((Deployment) deployment)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .getFirst();
  }

  private String here(EnvVar variable) {
    return variable.getValue().replace("/etc/postgres-tls", folder.toString());
  }
}
