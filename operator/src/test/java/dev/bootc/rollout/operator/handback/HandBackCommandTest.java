package dev.bootc.rollout.operator.handback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandBackCommandTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void shouldExitWithTwoWhenThereIsNoKubeconfigOfThatName() throws InterruptedException {
    // Given
    Path missing = folder.resolve("missing");

    // When
    int code = run("--kubeconfig=" + missing);

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).contains(missing + " is no kubeconfig that can be read");
  }

  @Test
  void shouldNotTellWhatIsInAKubeconfigThatCannotBeParsed()
      throws IOException, InterruptedException {
    // Given
    Path broken = Files.writeString(folder.resolve("broken"), "users: [{token: secret");

    // When
    int code = run("--kubeconfig=" + broken);

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(errors.toString(UTF_8))
        .contains(broken + " is no kubeconfig that can be read")
        .doesNotContain("secret");
  }

  @Test
  void shouldExitWithTwoAndNameTheFlagWhenItDoesNotExist() throws InterruptedException {
    // When
    int code = run("--namespaces=a");

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(errors.toString(UTF_8)).contains("--namespaces=a");
  }

  private int run(String... flags) throws InterruptedException {
    return HandBackCommand.run(flags, System.out, new PrintStream(errors, true, UTF_8));
  }
}
