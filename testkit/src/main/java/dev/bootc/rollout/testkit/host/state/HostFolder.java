package dev.bootc.rollout.testkit.host.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * The file system of a simulated host, as far as bootc and an agent look at it, plus the files that
 * only the simulation reads.
 *
 * @param root stands for {@code /}
 */
public record HostFolder(Path root) {

  public HostFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** The commands of the host; first in the PATH of everything that runs on it. */
  public Path bin() {
    return root.resolve("bin");
  }

  /** Wiped by a reboot. */
  public Path run() {
    return root.resolve("run");
  }

  /** Held exclusively by every bootc verb for its whole life. */
  public Path lock() {
    return root.resolve("sysroot/ostree/lock");
  }

  /** Its modification time changes when bootc has changed something. */
  public Path bootcMark() {
    return root.resolve("sysroot/ostree/bootc");
  }

  /** Its modification time changes with every change of the deployments. */
  public Path deployMark() {
    return root.resolve("sysroot/ostree/deploy");
  }

  /** One file for each finished layer. */
  public Path layers() {
    return root.resolve("sysroot/ostree/repo/layers");
  }

  public Path stagedDeployment() {
    return root.resolve("run/ostree/staged-deployment");
  }

  /** Present while the staged deployment is not to be applied at the next reboot. */
  public Path stagedDeploymentLocked() {
    return root.resolve("run/ostree/staged-deployment-locked");
  }

  public Path rebootRequired() {
    return root.resolve("run/reboot-required");
  }

  /** Where it exists, a soft reboot is prepared. */
  public Path nextRoot() {
    return root.resolve("run/nextroot");
  }

  public Path finalizeFailureStamp() {
    return root.resolve("boot/ostree/finalize-failure.stamp");
  }

  public Path bootIdFile() {
    return root.resolve("proc/sys/kernel/random/boot_id");
  }

  /** Booted and rollback deployment and the image store; belongs to whoever holds the lock. */
  public Path state() {
    return root.resolve("state.json");
  }

  /** Timing and faults; belongs to the test. */
  public Path settings() {
    return root.resolve("settings.json");
  }

  /** Written by a verb that {@link Fault#HOLD_AT} holds; contains the step. */
  public Path held() {
    return root.resolve("held");
  }

  public Path journal() {
    return root.resolve("journal.jsonl");
  }

  /** Where the host's process 1 listens. */
  public Path controlSocketAddress() {
    return root.resolve("control-socket");
  }

  /** Creates what a running host has; what exists stays. */
  public void createFolders() {
    for (String folder :
        new String[] {
          "bin",
          "boot/ostree",
          "proc/sys/kernel/random",
          "run/ostree",
          "sysroot/ostree/bootc",
          "sysroot/ostree/deploy",
          "sysroot/ostree/repo/layers"
        }) {
      try {
        Files.createDirectories(root.resolve(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Gives a file or folder the present time as its modification time. */
  public static void touch(Path path) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
