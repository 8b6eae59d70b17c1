package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFileTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123Z");
  private static final Memory FULL =
      new Memory(
          new Memory.Staging("image", "boot", NOW, "cursor"),
          new Memory.Staged("image", "boot", true, false),
          new Memory.Failure("image", 3, NOW, "message"),
          new Memory.Reboot("image", "boot", NOW, true, "finding"),
          new Memory.PullSecret("images/os-pull sha256:1", "boot", List.of("a1", "b2")));

  @TempDir Path directory;

  @Test
  void shouldGiveBackEverythingWhenAnotherProcessReads() throws IOException {
    // Given
    new MemoryFile(directory.resolve("deep/down")).save(FULL);

    // When
    Memory read = new MemoryFile(directory.resolve("deep/down")).load();

    // Then
    assertThat(read).isEqualTo(FULL);
  }

  @Test
  void shouldBeEmptyWhenNothingWasSaved() throws IOException {
    // Given
    MemoryFile file = new MemoryFile(directory);

    // When
    Memory read = file.load();

    // Then
    assertThat(read).isEqualTo(Memory.EMPTY);
  }

  @Test
  void shouldNotTakeADamagedFileForAnEmptyOne() throws IOException {
    // Given
    Files.writeString(directory.resolve("memory.json"), "{\"reboot\":{\"ima");

    // When
    MemoryFile file = new MemoryFile(directory);

    // Then
    assertThatThrownBy(file::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("memory.json is damaged")
        .hasMessageContaining("remove it");
  }

  @Test
  void shouldNameTheDirectoryWhenItIsNone() throws IOException {
    // Given
    Path blocked = directory.resolve("file");
    Files.writeString(blocked, "no directory");

    // When
    MemoryFile file = new MemoryFile(blocked);

    // Then
    assertThatThrownBy(file::load).hasMessageContaining("cannot be read");
  }

  @Test
  void shouldKeepFailingUntilItIsWrittenWhenASaveFailed() throws IOException {
    // Given
    Path folder = directory.resolve("state");
    MemoryFile file = new MemoryFile(folder);
    file.load();
    Files.delete(folder.resolve("memory.json"));
    Files.delete(folder);
    Files.writeString(folder, "no directory");
    assertThatThrownBy(() -> file.save(FULL)).isInstanceOf(IOException.class);
    assertThatThrownBy(file::load).isInstanceOf(IOException.class);

    // When
    Files.delete(folder);

    // Then
    assertThat(file.load()).isEqualTo(Memory.EMPTY);
    file.save(FULL);
    assertThat(new MemoryFile(folder).load()).isEqualTo(FULL);
  }
}
