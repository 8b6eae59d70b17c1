package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.HostFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * The exclusive lock on the sysroot. Every verb, {@code status} included, waits for it without
 * limit and keeps it for its whole life; the kernel frees it when the process dies.
 */
final class SysrootLock implements AutoCloseable {
  private final FileChannel channel;

  private SysrootLock(FileChannel channel) {
    this.channel = channel;
  }

  static SysrootLock take(HostFolder folder) {
    try {
      FileChannel channel =
          FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new SysrootLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
