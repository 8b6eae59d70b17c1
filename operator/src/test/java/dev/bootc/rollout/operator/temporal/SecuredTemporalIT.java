package dev.bootc.rollout.operator.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.servers.FullTemporal;
import dev.bootc.rollout.testkit.servers.FullTemporalConfiguration;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import dev.bootc.rollout.testkit.tls.TestTokens;
import dev.bootc.rollout.workflows.RolloutNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection to a Temporal that wants a certificate and an API key of whoever calls. */
final class SecuredTemporalIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TestAuthority AUTHORITY = TestAuthority.create("authority");
  private static final TestTokens TOKENS = new TestTokens();

  @TempDir private static Path serversFolder;
  private static FullTemporal server;

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable TemporalConnection connection;

  @BeforeAll
  static void startServer() throws IOException {
    AUTHORITY.writeTo(serversFolder);
    AUTHORITY.issue("server", KeyForm.PKCS8_EC).writeTo(serversFolder);
    Path keys = Files.writeString(serversFolder.resolve("keys.json"), TOKENS.keySet());
    Map<String, String> administrator = new HashMap<>(variables(serversFolder));
    administrator.put("TEMPORAL_API_KEY", token(Duration.ofHours(1)));
    server =
        FullTemporal.create(
            FullTemporalConfiguration.ofOneUser().withTls(serversFolder).withTokensOf(keys),
            administrator);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void issue() throws IOException {
    AUTHORITY.writeTo(folder);
    AUTHORITY.issue("operator", KeyForm.PKCS1_RSA).writeTo(folder);
    write("token", token(Duration.ofHours(1)) + "\n");
    environment.put("TEMPORAL_ADDRESS", server.address());
    environment.putAll(variables(folder));
  }

  @AfterEach
  void disconnect() {
    connection().close();
  }

  @Test
  void shouldReachItAndRegisterSearchAttributesWhenCertificateAndApiKeyAreGood() {
    // When
    connect();

    // Then
    awaitReachable();
    assertThat(connection().searchAttributes())
        .contains(RolloutNames.POOL, RolloutNames.BLOCKED_BY);
  }

  @Test
  void shouldSayThatTlsIsWantedAndNeedNoNewProcessWhenItIsOff() {
    // Given
    environment.keySet().removeIf(variable -> variable.startsWith("TEMPORAL_TLS"));
    environment.put("TEMPORAL_TLS", "false");

    // When
    connect();

    // Then
    awaitWhy("no answer from " + server.address(), "where it wants TLS, turn that on");
  }

  @Test
  void shouldSayThatTheServerSpeaksNoTlsWhenItDoesNot() {
    // Given
    try (TemporalServer plain = TemporalServer.create()) {
      environment.put("TEMPORAL_ADDRESS", plain.address());

      // When
      connect();

      // Then
      awaitWhy("does not speak TLS", "TEMPORAL_TLS");
    }
  }

  @Test
  void shouldConnectWithoutANewProcessWhenTheFilesComeLate() throws IOException {
    // Given
    Files.delete(folder.resolve("tls.key"));
    Files.delete(folder.resolve("token"));
    connect();
    awaitWhy("token cannot be read");
    write("token", token(Duration.ofHours(1)));
    awaitWhy("tls.key cannot be read");

    // When
    AUTHORITY.issue("operator", KeyForm.SEC1_EC).writeTo(folder);

    // Then
    awaitReachable();
  }

  @Test
  void shouldSayThatTheServersCertificateIsNotTrustedUntilItsAuthorityIsThere() {
    // Given
    TestAuthority.create("another").writeTo(folder);
    connect();
    awaitWhy("has a certificate that is not trusted", "TEMPORAL_TLS_SERVER_CA_CERT_PATH");

    // When
    AUTHORITY.writeTo(folder);

    // Then
    awaitReachable();
  }

  @Test
  void shouldSayThatOurCertificateIsRefusedUntilTheRightOneIsThere() {
    // Given
    TestAuthority.create("another").issue("operator", KeyForm.PKCS1_RSA).writeTo(folder);
    connect();
    awaitWhy(server.address() + " refuses us", "client certificate");

    // When
    AUTHORITY.issue("operator", KeyForm.PKCS8_RSA).writeTo(folder);

    // Then
    awaitReachable();
  }

  @Test
  void shouldSayWhenTheCertificateExpiredAndThatTheNewOneHasNoKey() {
    // Given
    Instant over = Instant.now().minus(Duration.ofHours(1));
    AUTHORITY.issue("operator", KeyForm.PKCS1_RSA, over).writeTo(folder);
    connect();
    awaitWhy("refuses us", "the certificate's time was over at");

    // When
    TestAuthority.Issued renewed = AUTHORITY.issue("operator", KeyForm.PKCS1_RSA);
    write("tls.crt", renewed.certificate());

    // Then
    awaitWhy("TEMPORAL_TLS_CLIENT_KEY_PATH does not belong to the certificate");
    write("tls.key", renewed.key());
    awaitReachable();
  }

  @Test
  void shouldMakeANamespaceOfOurOwnAndKeepFinishedRolloutsAsLongAsWasSaidWhenItIsMissing() {
    // Given
    environment.put("TEMPORAL_NAMESPACE", "rollouts");

    // When
    connection =
        TemporalConnection.open(
            settings().withRetention(Duration.ofDays(3)),
            new SimpleMeterRegistry(),
            Clock.systemUTC());

    // Then
    awaitReachable();
    assertThat(server.command("operator", "namespace", "describe", "rollouts").output())
        .contains("72h0m0s");
    connection().close();
    connection =
        TemporalConnection.open(
            settings().withRetention(Duration.ofDays(4)),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    awaitReachable();
    assertThat(server.command("operator", "namespace", "describe", "rollouts").output())
        .contains("96h0m0s");
  }

  @Test
  void shouldGoOnWithTheNewApiKeyWhenTheOldOneExpired() {
    // Given
    write("token", token(Duration.ofSeconds(4)));
    connect();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          // Where this machine needs longer than that, with another.
          write("token", token(Duration.ofSeconds(4)));
          assertThat(connection().state()).isEqualTo(new Reachability.Reachable());
        });
    awaitWhy("refuses us", "API key");

    // When
    write("token", token(Duration.ofHours(1)));

    // Then
    awaitReachable();
  }

  private void connect() {
    connection = TemporalConnection.open(settings(), new SimpleMeterRegistry(), Clock.systemUTC());
  }

  private TemporalSettings settings() {
    return TemporalSettings.of(environment, Optional.of(folder.resolve("token")));
  }

  private TemporalConnection connection() {
    return Objects.requireNonNull(connection);
  }

  private static String token(Duration validFor) {
    return TOKENS.token(
        Instant.now().plus(validFor), "default:admin", "rollouts:admin", "temporal-system:admin");
  }

  private static Map<String, String> variables(Path folder) {
    return Map.of(
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH", folder.resolve("ca.crt").toString(),
        "TEMPORAL_TLS_CLIENT_CERT_PATH", folder.resolve("tls.crt").toString(),
        "TEMPORAL_TLS_CLIENT_KEY_PATH", folder.resolve("tls.key").toString());
  }

  private void awaitReachable() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(connection().state()).isEqualTo(new Reachability.Reachable()));
  }

  private void awaitWhy(String... texts) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(connection().state())
                .isInstanceOfSatisfying(
                    Reachability.Unreachable.class,
                    away -> assertThat(away.why()).contains(texts)));
  }

  private void write(String file, String content) {
    try {
      Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
