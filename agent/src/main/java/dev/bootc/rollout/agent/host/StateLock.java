package dev.bootc.rollout.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second agent from working with the same memory on the same host: two of them would undo
 * each other's steps. The kernel lets go of it when the process ends, however it does.
 */
public final class StateLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);

  private final Path directory;
  private @Nullable FileChannel channel;
  private @Nullable FileLock held;

  public StateLock(Path directory) {
    this.directory = directory;
  }

  /** Why this agent must not work; empty where the lock is its own, from now on. */
  public synchronized Optional<String> refusal() {
    try {
      if (held == null) {
        held = open().tryLock();
      }
      return held == null ? Optional.of(taken()) : Optional.empty();
    } catch (OverlappingFileLockException thisProcess) {
      return Optional.of(taken());
    } catch (IOException unusable) {
      // Whoever reads or writes the memory there says what is wrong, and with which file.
      LOG.atDebug().setCause(unusable).log("the state directory cannot be locked");
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private FileChannel open() throws IOException {
    if (channel == null) {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
    return channel;
  }

  private String taken() {
    return "another agent works on this host with %s: take the second release of the chart off the cluster, or give one of them another --state-directory"
        .formatted(directory);
  }
}
