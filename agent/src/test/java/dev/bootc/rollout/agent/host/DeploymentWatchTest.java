package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger told = new AtomicInteger();
  @TempDir Path root;
  private DeploymentWatch watch;

  @BeforeEach
  void watch() throws IOException {
    Files.createDirectories(root.resolve("sysroot/ostree/bootc"));
    Files.createDirectories(root.resolve("sysroot/ostree/deploy"));
    Files.createDirectories(root.resolve("run/ostree"));
    watch = new DeploymentWatch(root, told::incrementAndGet);
    watch.start();
  }

  @AfterEach
  void end() {
    watch.close();
  }

  @Test
  void shouldTellWhenOnlyTheTimeOfAFolderChanges() throws IOException {
    // Given
    Path mark = root.resolve("sysroot/ostree/bootc");

    // When
    Files.setLastModifiedTime(mark, FileTime.from(Instant.parse("2026-11-22T12:00:00Z")));

    // Then
    await().atMost(PATIENCE).until(() -> told.get() == 1);
  }

  @Test
  void shouldTellOnceWhenManyFilesChangeTogether() throws IOException {
    // Given
    int changes = 200;

    // When
    for (int count = 0; count < changes; count++) {
      Files.writeString(root.resolve("run/ostree/staged-deployment"), "x".repeat(count));
    }

    // Then
    await().atMost(PATIENCE).until(() -> told.get() >= 1);
    assertThat(told.get()).isLessThan(changes / 10);
  }

  @Test
  void shouldTellWhenAStagedDeploymentIsLockedOrTakenAway() throws IOException {
    // Given
    Path lock = Files.writeString(root.resolve("run/ostree/staged-deployment-locked"), "");
    await().atMost(PATIENCE).until(() -> told.get() == 1);

    // When
    Files.delete(lock);

    // Then
    await().atMost(PATIENCE).until(() -> told.get() == 2);
  }

  @Test
  void shouldTellWhenTheFolderCameOnlyAfterTheStart() throws IOException {
    // Given
    Path folder = Files.createDirectories(root.resolve("run/composefs"));
    await().atMost(PATIENCE).until(() -> told.get() >= 1);
    int before = told.get();

    // When
    Files.writeString(folder.resolve("staged-deployment"), "{}");

    // Then
    await().atMost(PATIENCE).until(() -> told.get() > before);
  }

  @Test
  void shouldTellNothingWhenAFileChangesThatDoesNotMatter() throws IOException {
    // Given
    Path lock = root.resolve("sysroot/ostree/lock");

    // When
    Files.writeString(lock, "");

    // Then
    await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> told.get() == 0);
  }
}
