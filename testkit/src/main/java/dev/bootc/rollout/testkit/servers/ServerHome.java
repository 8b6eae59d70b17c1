package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder and the servers that live in it.
 *
 * <p>Guarantees: closing it, or the end of the JVM by Ctrl-C or a failed run, ends the servers in
 * reverse order of their start and removes the folder.
 */
public final class ServerHome implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerHome.class);

  private final Path folder;
  private final Deque<ServerProcess> latestFirst = new ArrayDeque<>();
  private final Thread atExit =
      Thread.ofPlatform().name("server-home-at-exit").unstarted(this::killAll);
  private boolean closed;

  private ServerHome(Path folder) {
    this.folder = folder;
  }

  public static ServerHome create(String name) {
    try {
      ServerHome home = new ServerHome(Files.createTempDirectory("bootc-rollout-" + name + "-"));
      Runtime.getRuntime().addShutdownHook(home.atExit);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  public Path subfolder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path write(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized ServerProcess launch(String name, List<String> command) {
    if (closed) {
      throw new IllegalStateException("already closed, cannot start " + name);
    }
    ServerProcess process = ServerProcess.start(name, command, folder.resolve(name + ".log"));
    latestFirst.removeIf(earlier -> !earlier.isAlive());
    latestFirst.push(process);
    return process;
  }

  /** Process IDs of the servers that are alive, by name. */
  synchronized SortedMap<String, Long> pids() {
    return latestFirst.stream()
        .filter(ServerProcess::isAlive)
        .collect(
            Collectors.toMap(
                ServerProcess::name, ServerProcess::pid, (one, _) -> one, TreeMap::new));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      LOG.atDebug().log("the JVM is ending anyway");
    }
  }

  /**
   * No server is asked to end first: that takes seconds, and what it would save is deleted with the
   * folder.
   */
  private synchronized void killAll() {
    closed = true;
    latestFirst.forEach(ServerProcess::kill);
    removeFolder();
  }

  private void removeFolder() {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("cannot remove the servers' folder");
    }
  }
}
