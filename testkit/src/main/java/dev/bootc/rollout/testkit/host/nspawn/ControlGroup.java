package dev.bootc.rollout.testkit.host.nspawn;

import dev.bootc.rollout.testkit.process.CgroupFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The control group that a machine lives in, where no systemd runs that would give it one. The name
 * tells whose it is, so that a later run can remove what a killed one has left.
 */
final class ControlGroup {
  private static final String PREFIX = "bootc-rollout-machine-";
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;

  private ControlGroup(String name) {
    this.name = name;
  }

  static ControlGroup create() {
    removeLeftovers();
    return new ControlGroup(
        PREFIX + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet());
  }

  /** A folder in each hierarchy that systemd uses; the machine's first process enters them. */
  List<Path> folders() {
    return hierarchies().map(hierarchy -> hierarchy.resolve(name)).toList();
  }

  /** To be called when no process is left in it. */
  void remove() {
    folders().forEach(CgroupFolder::remove);
  }

  private static Stream<Path> hierarchies() {
    return Files.exists(MOUNTS.resolve("cgroup.controllers"))
        ? Stream.of(MOUNTS)
        : Stream.of(MOUNTS.resolve("systemd"), MOUNTS.resolve("unified"))
            .filter(Files::isDirectory);
  }

  private static void removeLeftovers() {
    hierarchies()
        .forEach(hierarchy -> {
          try (DirectoryStream<Path> found = Files.newDirectoryStream(hierarchy, PREFIX + "*")) {
            for (Path folder : found) {
              if (ProcessHandle.of(owner(folder)).isEmpty()) {
                CgroupFolder.remove(folder);
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static long owner(Path folder) {
    return Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()).split("-")[0]);
  }
}
