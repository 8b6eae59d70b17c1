package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.bootc.StagingProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The file on the host that holds the last line of bootc's progress. It is read at most once in
 * {@link #PAUSE}, so that a status which tells of it is written no more often.
 */
public final class ProgressFile {
  /** As the unit sees it, which systemd starts in the root folder. */
  static final String IN_UNIT = "run/bootc-rollout-progress.json";

  public static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 1 << 20;

  private final Path file;
  private final LongSupplier nanoTime;
  private Optional<StagingProgress> last = Optional.empty();
  private long readAt;
  private boolean wasRead;

  /**
   * @param hostRoot the host's root directory as the agent sees it
   * @param nanoTime a clock that nobody can set
   */
  public ProgressFile(Path hostRoot, LongSupplier nanoTime) {
    this.file = hostRoot.resolve(IN_UNIT);
    this.nanoTime = nanoTime;
  }

  /** A staging begins: what an earlier one has left says nothing about it. */
  public synchronized void reset() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException cannot) {
      throw new UncheckedIOException("cannot remove " + file, cannot);
    }
    last = Optional.empty();
    readAt = nanoTime.getAsLong();
    wasRead = true;
  }

  /** How far the staging is; empty where nobody says. */
  public synchronized Optional<StagingProgress> look() {
    long now = nanoTime.getAsLong();
    if (!wasRead || now - readAt >= PAUSE.toNanos()) {
      // A line that is just being written is no reason to forget the one before.
      last = read().or(() -> last);
      readAt = now;
      wasRead = true;
    }
    return last;
  }

  private Optional<StagingProgress> read() {
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return StagingProgress.parse(
          new String(stream.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8));
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
