package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.HostBackend;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive lock on the sysroot. Every verb, {@code status} included, waits for it without
 * limit and keeps it for its whole life; the kernel frees it when the process dies. On composefs
 * there is none.
 */
final class SysrootLock implements AutoCloseable {
  private final @Nullable FileChannel channel;

  private SysrootLock(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  static SysrootLock take(HostFolder folder) {
    if (HostSettings.read(folder).backend() == HostBackend.COMPOSEFS) {
      return new SysrootLock(null);
    }
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
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
