package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.process.CgroupFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control groups that nodes put their pods into. Their names tell whose they are, so that a
 * later run can remove what a killed one has left.
 */
final class ControlGroups {
  private static final String PREFIX = "bootc-rollout-node-";
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  private ControlGroups() {}

  static String nameFor(int bridge, int node) {
    return PREFIX + ProcessHandle.current().pid() + "-" + bridge + "-" + node;
  }

  /** To be called when no process is left in it. */
  static void remove(String name) {
    hierarchies().forEach(hierarchy -> CgroupFolder.remove(hierarchy.resolve(name)));
  }

  static void removeLeftovers() {
    for (Path hierarchy : hierarchies()) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(hierarchy, PREFIX + "*")) {
        for (Path folder : found) {
          String owner =
              folder.getFileName().toString().substring(PREFIX.length()).split("-", -1)[0];
          if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
            CgroupFolder.remove(folder);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Path> hierarchies() {
    if (Files.exists(MOUNTS.resolve("cgroup.controllers"))) {
      return List.of(MOUNTS);
    }
    try (Stream<Path> mounts = Files.list(MOUNTS)) {
      return mounts.filter(Files::isDirectory).filter(path -> !Files.isSymbolicLink(path)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
