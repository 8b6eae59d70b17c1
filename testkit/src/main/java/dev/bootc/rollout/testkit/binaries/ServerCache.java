package dev.bootc.rollout.testkit.binaries;

import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The binaries this machine already has, outside any checkout so that a second clone and the next
 * run reuse them.
 *
 * <p>Guarantees: a file under its final name is whole, because it got there by an atomic rename;
 * and only one process at a time fetches or builds a project's servers.
 */
record ServerCache(Path directory) implements BinarySource {

  // A file lock belongs to the whole JVM, so threads of one JVM need a lock of their own.
  private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();

  static ServerCache ofUser(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return new ServerCache(caches.resolve("bootc-rollout").resolve("servers"));
  }

  Path path(Server server) {
    return directory
        .resolve(server.binaryName() + "-" + server.version())
        .resolve(server.binaryName());
  }

  @Override
  public Attempt find(Server server) {
    Path binary = path(server);
    return Files.isExecutable(binary) ? new Found(binary) : new Missed("cache: no " + binary);
  }

  /**
   * A new empty folder on the cache's own file system, so that {@link #publish} can rename out of
   * it.
   */
  Path workFolder(ServerProject project) throws IOException {
    Files.createDirectories(directory);
    return Files.createTempDirectory(directory, workFolderPrefix(project));
  }

  /** Moves a complete, checked binary to its final place. */
  Path publish(Server server, Path binary) throws IOException {
    if (!binary.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + binary + " executable");
    }
    Path target = path(server);
    Files.createDirectories(target.getParent());
    return Files.move(
        binary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Runs {@code work} while no other process or thread fetches or builds the same project. */
  Attempt exclusively(ServerProject project, Work work) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path lockFile = directory.resolve("." + project.projectName() + ".lock");
    WITHIN_THIS_JVM.lockInterruptibly();
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // released when the channel is closed
      removeLeftovers(project);
      return work.run();
    } finally {
      WITHIN_THIS_JVM.unlock();
    }
  }

  /**
   * Whoever holds the lock is the only one at work, so other work folders are from killed
   * processes.
   */
  private void removeLeftovers(ServerProject project) throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory, workFolderPrefix(project) + "*")) {
      for (Path leftover : leftovers) {
        Folders.delete(leftover);
      }
    }
  }

  private static String workFolderPrefix(ServerProject project) {
    return "." + project.projectName() + "-";
  }

  interface Work {
    Attempt run() throws IOException, InterruptedException;
  }
}
