package dev.bootc.rollout.operator.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import io.grpc.Metadata;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("Authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final TestAuthority authority = TestAuthority.create("authority");
  @TempDir private Path folder;
  private Credentials credentials;

  @BeforeEach
  void readAllOnce() throws IOException {
    authority.writeTo(folder);
    issue(Instant.now().plus(Duration.ofHours(1)));
    Files.writeString(folder.resolve("api-key"), "first");
    credentials =
        new Credentials(
            Optional.of(
                new TlsSources(
                    Optional.of(in("ca.crt")),
                    Optional.of(in("tls.crt")),
                    Optional.of(in("tls.key")),
                    Optional.empty(),
                    true)),
            Optional.of(in("api-key")));
    assertThat(credentials.refresh()).isTrue();
  }

  @Test
  void shouldTakeTheNewCertificateWhenTheApiKeyCannotBeRead() throws IOException {
    // Given
    Instant later = Instant.now().plus(Duration.ofHours(9));
    issue(later);
    Files.delete(folder.resolve("api-key"));

    // When
    boolean usable = credentials.refresh();

    // Then
    assertThat(usable).isTrue();
    assertThat(credentials.validUntil().orElseThrow())
        .isBetween(later.minusSeconds(2), later.plusSeconds(2));
    assertThat(credentials.problem().orElseThrow()).contains("api-key cannot be read");
  }

  @Test
  void shouldSendTheNewApiKeyWhenTheCertificateCannotBeRead() throws IOException {
    // Given
    Files.writeString(folder.resolve("api-key"), "second");
    Files.delete(folder.resolve("tls.crt"));

    // When
    boolean usable = credentials.refresh();

    // Then
    assertThat(usable).isTrue();
    assertThat(sent()).isEqualTo("Bearer second");
    assertThat(credentials.problem().orElseThrow()).contains("tls.crt cannot be read");
  }

  @Test
  void shouldNameBothWhenNeitherCanBeRead() throws IOException {
    // Given
    Files.delete(folder.resolve("api-key"));
    Files.delete(folder.resolve("tls.crt"));

    // When
    credentials.refresh();

    // Then
    assertThat(credentials.problem().orElseThrow())
        .contains("api-key cannot be read", "; ", "tls.crt cannot be read");
  }

  private String sent() {
    WorkflowServiceStubsOptions.Builder stubs = WorkflowServiceStubsOptions.newBuilder();
    credentials.identify(stubs);
    return stubs.build().getGrpcMetadataProviders().stream()
        .map(provider -> String.valueOf(provider.getMetadata().get(AUTHORIZATION)))
        .findFirst()
        .orElseThrow();
  }

  private void issue(Instant validUntil) {
    authority.issue("us", KeyForm.SEC1_EC, validUntil).writeTo(folder);
  }

  private SecretSource in(String file) {
    return new SecretSource.InFile("FILE", folder.resolve(file));
  }
}
