package dev.bootc.rollout.agent.pullsecret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.CredentialsOnHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthFileTest {
  private static final byte[] ONE = "{\"auths\":{}}".getBytes(UTF_8);
  private static final byte[] TWO = "{\"auths\":{\"registry.example.com\":{}}}".getBytes(UTF_8);

  @TempDir Path root;

  @Test
  void shouldBeReadableByItsOwnerOnlyWhenItIsWritten() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);

    // When
    file.write(ONE);

    // Then
    assertThat(written()).hasBinaryContent(ONE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written())))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("auth.json");
  }

  @Test
  void shouldMendThePermissionsWhenItIsWrittenAgain() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);
    file.write(ONE);
    Files.setPosixFilePermissions(written(), PosixFilePermissions.fromString("rw-r--r--"));

    // When
    file.write(TWO);

    // Then
    assertThat(written()).hasBinaryContent(TWO);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written())))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldWriteAllTheSameWhenAProcessDiedInTheMiddle() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);
    file.write(ONE);
    Files.writeString(root.resolve("run/ostree/.auth.json.bootc-rollout"), "{\"aut");

    // When
    file.write(TWO);

    // Then
    assertThat(written()).hasBinaryContent(TWO);
    assertThat(names()).containsExactly("auth.json");
  }

  @Test
  void shouldBeOursWhenTheContentIsOneThatWasWritten() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);
    file.write(TWO);

    // When
    CredentialsOnHost found = file.onHost(List.of(AuthFile.digest(ONE), AuthFile.digest(TWO)));

    // Then
    assertThat(found).isEqualTo(CredentialsOnHost.OURS);
  }

  @Test
  void shouldBeForeignWhenSomebodyChangedIt() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);
    file.write(ONE);
    Files.write(written(), TWO);

    // When
    CredentialsOnHost found = file.onHost(List.of(AuthFile.digest(ONE)));

    // Then
    assertThat(found).isEqualTo(CredentialsOnHost.FOREIGN);
  }

  @Test
  void shouldBeForeignWhenItIsALinkEvenToTheSameContent() throws IOException {
    // Given
    Path elsewhere = Files.write(root.resolve("elsewhere.json"), ONE);
    Files.createDirectories(written().getParent());
    Files.createSymbolicLink(written(), elsewhere);

    // When
    CredentialsOnHost found = new AuthFile(root).onHost(List.of(AuthFile.digest(ONE)));

    // Then
    assertThat(found).isEqualTo(CredentialsOnHost.FOREIGN);
  }

  @Test
  void shouldBeAbsentWhenTheHostHasNotEvenTheFolder() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);

    // When
    CredentialsOnHost found = file.onHost(List.of());

    // Then
    assertThat(found).isEqualTo(CredentialsOnHost.ABSENT);
  }

  @Test
  void shouldLeaveNothingWhenItIsRemoved() throws IOException {
    // Given
    AuthFile file = new AuthFile(root);
    file.write(ONE);
    Files.writeString(root.resolve("run/ostree/.auth.json.bootc-rollout"), "{\"aut");

    // When
    file.remove();

    // Then
    assertThat(names()).isEmpty();
  }

  private Path written() {
    return root.resolve("run/ostree/auth.json");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(written().getParent())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
