package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
  private final AtomicLong nanoTime = new AtomicLong(-1_000);
  @TempDir Path root;

  @BeforeEach
  void makeRun() throws IOException {
    Files.createDirectories(root.resolve("run"));
  }

  @Test
  void shouldTellTheSameWhenItIsAskedAgainTooSoon() throws IOException {
    // Given
    ProgressFile file = new ProgressFile(root, nanoTime::get);
    write("{\"task\":\"importing\"}");
    assertThat(file.look().orElseThrow().spoken()).isEqualTo("importing");
    write("{\"task\":\"staging\"}");
    nanoTime.addAndGet(ProgressFile.PAUSE.toNanos() - 1);

    // When
    String spoken = file.look().orElseThrow().spoken();

    // Then
    assertThat(spoken).isEqualTo("importing");
    nanoTime.addAndGet(1);
    assertThat(file.look().orElseThrow().spoken()).isEqualTo("deploying");
  }

  @Test
  void shouldTellWhatItTookLastWhenTheLineIsBeingWritten() throws IOException {
    // Given
    ProgressFile file = new ProgressFile(root, nanoTime::get);
    write("{\"task\":\"importing\"}");
    file.look();
    write("{\"task\":\"sta");
    nanoTime.addAndGet(ProgressFile.PAUSE.toNanos());

    // When
    String spoken = file.look().orElseThrow().spoken();

    // Then
    assertThat(spoken).isEqualTo("importing");
  }

  @Test
  void shouldTellNothingOfTheLastStagingWhenAnotherBegins() throws IOException {
    // Given
    ProgressFile file = new ProgressFile(root, nanoTime::get);
    write("{\"task\":\"staging\"}");
    file.look();

    // When
    file.reset();

    // Then
    nanoTime.addAndGet(ProgressFile.PAUSE.toNanos());
    assertThat(file.look()).isEmpty();
  }

  private void write(String line) throws IOException {
    Files.writeString(root.resolve(ProgressFile.IN_UNIT), line + "\n");
  }
}
