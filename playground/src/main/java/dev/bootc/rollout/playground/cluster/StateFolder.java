package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What {@code ./cluster} leaves for the next command and for the user, while a cluster is up.
 *
 * @param data what the cluster itself writes, on a disk
 */
record StateFolder(Path path, Path data) {
  static StateFolder ofThisMachine() {

    return new StateFolder(
        Path.of("/run/bootc-rollout-cluster"), Path.of("/var/tmp/bootc-rollout"));
  }

  Path log() {
    return path.resolve("log");
  }

  Path kubeconfig() {
    return path.resolve("kubeconfig");
  }

  /** Programs of the versions that fit, for the user's PATH. */
  Path programs() {
    return path.resolve("bin");
  }

  private Path owner() {
    return path.resolve("pid");
  }

  private Path ready() {
    return path.resolve("ready");
  }

  void create() {
    try {
      Files.createDirectories(programs());
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process that holds the cluster; empty where none is up. */
  Optional<ProcessHandle> holder() {
    try {
      return Files.exists(owner())
          ? ProcessHandle.of(Long.parseLong(Files.readString(owner()).strip()))
              .filter(ProcessHandle::isAlive)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void holdBy(ProcessHandle process) {
    write(owner(), Long.toString(process.pid()));
  }

  boolean isReady() {
    return Files.exists(ready());
  }

  /** All that a user needs is there. */
  void offer(Path admin, Iterable<Path> tools) {
    try {
      Files.copy(admin, kubeconfig(), StandardCopyOption.REPLACE_EXISTING);
      for (Path tool : tools) {
        Path link = programs().resolve(tool.getFileName());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, tool);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(ready(), "");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove() {
    try {
      Folders.delete(path);
      Folders.delete(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
