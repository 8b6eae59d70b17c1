package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageRef;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingCommandTest {
  private static final String REFERENCE = "registry.example.com/os/node@sha256:" + "a1".repeat(32);
  private static final ImageRef.Pinned IMAGE = (ImageRef.Pinned) ImageRef.parse(REFERENCE);

  @TempDir Path root;

  @Test
  void shouldBeThePlainCallWhenTheHostCanDoNoMore() {
    // Given
    StagingCommand command = new StagingCommand(false, false, false);

    // When
    List<String> argv = command.argv(IMAGE);

    // Then
    assertThat(argv).containsExactly("bootc", "switch", "--quiet", REFERENCE);
  }

  @Test
  void shouldKeepTheImageFromBeingAppliedWhenTheHostCanLockIt() {
    // Given
    StagingCommand command = new StagingCommand(false, true, false);

    // When
    List<String> argv = command.argv(IMAGE);

    // Then
    assertThat(argv).containsExactly("bootc", "switch", "--quiet", "--download-only", REFERENCE);
  }

  @Test
  void shouldKeepTheLastProgressTheOutputAndTheExitCodeWhenProgressIsRelayed() throws Exception {
    // Given
    bootc(
        """
        [ -p /proc/self/fd/3 ] || echo "no pipe"
        echo '{"type":"Start"}' >&3
        echo "to the journal"
        echo "error: also there" >&2
        printf '%s\\n' '{"task":"staging","text":"a\\\\nb %s"}' >&3
        echo "$@" > arguments
        exit 7
        """);

    // When
    Process process = start(new StagingCommand(true, true, false));

    // Then
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(output).isEqualTo("to the journal\nerror: also there\n");
    assertThat(root.resolve("run/bootc-rollout-progress.json"))
        .hasContent("{\"task\":\"staging\",\"text\":\"a\\\\nb %s\"}");
    assertThat(root.resolve("arguments"))
        .hasContent("switch --quiet --download-only " + REFERENCE + " --progress-fd 3");
  }

  @Test
  void shouldLetBootcGoOnWhenMoreProgressComesThanAPipeHolds() throws Exception {
    // Given
    bootc(
        """
        i=0
        while [ $i -lt 3000 ]; do
          echo '{"task":"pulling","padding":"0123456789012345678901234567890123456789"}' >&3
          i=$((i + 1))
        done
        """);

    // When
    Process process = start(new StagingCommand(true, false, false));

    // Then
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void shouldStageAllTheSameWhenTheProgressCannotBeKept() throws Exception {
    // Given
    bootc("echo '{\"task\":\"staging\"}' >&3; exit 0");
    Files.delete(root.resolve("run"));

    // When
    Process process = start(new StagingCommand(true, false, false));

    // Then
    assertThat(process.waitFor()).isZero();
  }

  private void bootc(String script) throws IOException {
    Files.createDirectories(root.resolve("run"));
    Path file = Files.writeString(root.resolve("bootc"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(StagingCommand command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command.argv(IMAGE)).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", root + File.pathSeparator + System.getenv("PATH"));
    return builder.start();
  }
}
