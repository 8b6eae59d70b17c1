package dev.bootc.rollout.testkit.host.nspawn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The root directory of a machine: everything but {@code /usr}, which is that of this system. It
 * outlives the machine's boots. What systemd would do for real hardware is masked.
 */
final class RootFolder {
  private static final List<String> FOLDERS =
      List.of(
          "usr", "proc", "sys", "dev", "run", "tmp", "boot", "root", "var/lib", "var/log/journal");
  private static final List<String> LINKS_INTO_USR =
      List.of("bin", "sbin", "lib", "lib32", "lib64");

  private static final List<String> MASKED =
      List.of(
          "dev-hugepages.mount",
          "dev-mqueue.mount",
          "getty.target",
          "kmod-static-nodes.service",
          "proc-sys-fs-binfmt_misc.automount",
          "remote-fs.target",
          "sys-fs-fuse-connections.mount",
          "sys-kernel-config.mount",
          "sys-kernel-debug.mount",
          "sys-kernel-tracing.mount",
          "systemd-ask-password-console.path",
          "systemd-ask-password-wall.path",
          "systemd-binfmt.service",
          "systemd-firstboot.service",
          "systemd-initctl.socket",
          "systemd-journald-audit.socket",
          "systemd-machine-id-commit.service",
          "systemd-modules-load.service",
          "systemd-networkd.service",
          "systemd-random-seed.service",
          "systemd-repart.service",
          "systemd-resolved.service",
          "systemd-sysctl.service",
          "systemd-sysusers.service",
          "systemd-timesyncd.service",
          "systemd-tmpfiles-clean.timer",
          "systemd-tmpfiles-setup-dev.service",
          "systemd-udev-trigger.service",
          "systemd-udevd-control.socket",
          "systemd-udevd-kernel.socket",
          "systemd-udevd.service",
          "systemd-update-utmp-runlevel.service",
          "systemd-update-utmp.service",
          "systemd-user-sessions.service",
          "tmp.mount");

  private static final Map<String, String> FILES =
      Map.of(
          "etc/passwd",
          """
          root:x:0:0:root:/root:/bin/sh
          messagebus:x:81:81::/:/usr/sbin/nologin
          dbus:x:81:81::/:/usr/sbin/nologin
          nobody:x:65534:65534::/:/usr/sbin/nologin
          """,
          "etc/group",
          """
          root:x:0:
          adm:x:4:
          tty:x:5:
          messagebus:x:81:
          dbus:x:81:
          systemd-journal:x:190:
          nogroup:x:65534:
          """,
          "etc/hosts",
          "127.0.0.1 localhost\n",
          // nspawn looks for it before /usr is there.
          "etc/os-release",
          "ID=machine\nPRETTY_NAME=\"A machine of the testkit\"\n");

  private final Path root;

  RootFolder(Path root) {
    this.root = root;
  }

  Path path() {
    return root;
  }

  void layOut(String name, String machineId, Map<String, String> units) {
    try {
      for (String folder : FOLDERS) {
        Files.createDirectories(root.resolve(folder));
      }
      for (String link : LINKS_INTO_USR) {
        Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
      }
      for (Map.Entry<String, String> file : FILES.entrySet()) {
        write(file.getKey(), file.getValue());
      }
      write("etc/hostname", name + "\n");
      // An ID that is there already keeps systemd from treating this as a first boot.
      write("etc/machine-id", machineId + "\n");
      addUnits(units);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** To be called when the machine is down. */
  void remove() {
    try (Stream<Path> content = Files.walk(root)) {
      for (Path each : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addUnits(Map<String, String> units) throws IOException {
    Path folder = root.resolve("etc/systemd/system");
    Path wanted = Files.createDirectories(folder.resolve("multi-user.target.wants"));
    Files.createSymbolicLink(
        folder.resolve("default.target"), Path.of("/usr/lib/systemd/system/multi-user.target"));
    for (String unit : MASKED) {
      Files.createSymbolicLink(folder.resolve(unit), Path.of("/dev/null"));
    }
    for (Map.Entry<String, String> unit : units.entrySet()) {
      Files.writeString(folder.resolve(unit.getKey()), unit.getValue());
      Files.createSymbolicLink(wanted.resolve(unit.getKey()), Path.of("..", unit.getKey()));
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
