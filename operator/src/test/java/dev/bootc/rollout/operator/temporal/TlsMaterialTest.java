package dev.bootc.rollout.operator.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.testkit.tls.KeyForm;
import dev.bootc.rollout.testkit.tls.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TlsMaterialTest {
  private final TestAuthority authority = TestAuthority.create("authority");
  @TempDir private Path folder;

  @BeforeEach
  void issue() {
    authority.writeTo(folder);
    authority.issue("us", KeyForm.PKCS1_RSA).writeTo(folder);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadTheKeyWhateverFormItIsKeptIn(KeyForm form) {
    // Given
    authority.issue("us", form).writeTo(folder);

    // When
    TlsMaterial material = TlsMaterial.read(sources("tls.crt", "tls.key"));

    // Then
    assertThat(material.authorities()).hasSize(1);
    assertThat(material.identity())
        .hasValueSatisfying(shown -> assertThat(shown.chain()).hasSize(1));
  }

  @Test
  void shouldSkipTheParametersOfTheCurveWhenTheyStandBeforeTheKey() throws IOException {
    // Given
    authority.issue("us", KeyForm.SEC1_EC).writeTo(folder);
    String key = Files.readString(folder.resolve("tls.key"));
    write(
        "tls.key",
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key);

    // When
    TlsMaterial material = TlsMaterial.read(sources("tls.crt", "tls.key"));

    // Then
    assertThat(material.identity()).isPresent();
  }

  @Test
  void shouldSayThatTheKeyIsOfAnotherCertificateWhenItIs() {
    // Given
    TestAuthority.Issued other = authority.issue("other", KeyForm.SEC1_EC);
    write("tls.key", other.key());

    // When, Then
    assertRefused(
        sources("tls.crt", "tls.key"),
        "TEMPORAL_TLS_CLIENT_KEY_PATH does not belong to the certificate");
  }

  @Test
  void shouldSayThatTheKeyIsMissingWhenOnlyTheCertificateIsNamed() {
    // Given
    TlsSources sources =
        new TlsSources(
            Optional.empty(),
            source("CLIENT_CERT", "tls.crt"),
            Optional.empty(),
            Optional.empty(),
            true);

    // When, Then
    assertRefused(sources, "TEMPORAL_TLS_CLIENT_CERT_PATH is set alone");
  }

  @Test
  void shouldNameTheFileAndNotItsContentWhenItIsNoKey() {
    // Given
    write("tls.key", "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");

    // When, Then
    assertRefused(
        sources("tls.crt", "tls.key"), "TEMPORAL_TLS_CLIENT_KEY_PATH is no private key that can");
  }

  @Test
  void shouldSayThatAKeyIsEncryptedWhenItIs() {
    // Given
    write(
        "tls.key",
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00000000000000000000000000000000

        c2VjcmV0
        -----END RSA PRIVATE KEY-----
        """);

    // When, Then
    assertRefused(sources("tls.crt", "tls.key"), "is encrypted");
  }

  @Test
  void shouldNameTheFileWhenItIsNotThere() {
    assertRefused(sources("no.crt", "tls.key"), "no.crt cannot be read");
  }

  @Test
  void shouldSayThatThereIsNoCertificateWhenTheFileHoldsNone() {
    // Given
    write("tls.crt", "");

    // When, Then
    assertRefused(sources("tls.crt", "tls.key"), "CLIENT_CERT_PATH has no PEM certificate in it");
  }

  private static void assertRefused(TlsSources sources, String why) {
    assertThatThrownBy(() -> TlsMaterial.read(sources))
        .isInstanceOf(UnusableCredentials.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("c2VjcmV0");
  }

  private TlsSources sources(String certificate, String key) {
    return new TlsSources(
        source("SERVER_CA_CERT", "ca.crt"),
        source("CLIENT_CERT", certificate),
        source("CLIENT_KEY", key),
        Optional.empty(),
        true);
  }

  private Optional<SecretSource> source(String name, String file) {
    return Optional.of(
        new SecretSource.InFile("TEMPORAL_TLS_" + name + "_PATH", folder.resolve(file)));
  }

  private void write(String file, String content) {
    try {
      Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
