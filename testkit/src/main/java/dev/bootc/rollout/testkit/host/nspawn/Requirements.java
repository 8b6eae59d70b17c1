package dev.bootc.rollout.testkit.host.nspawn;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this system must have for a machine to be made of it. */
final class Requirements {
  private static final List<String> TOOLS = List.of("systemd-nspawn", "unshare", "nsenter");
  private static final List<String> PARTS =
      List.of("/usr/lib/systemd/systemd", "/usr/lib/systemd/system/dbus.service");

  private Requirements() {}

  /** Why it cannot be done here, with the mend; empty where it can. */
  static Optional<String> missing() {
    return Stream.<Optional<String>>of(root(), tools(), parts(), mergedUsr())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> root() {
    return "root".equals(System.getProperty("user.name"))
        ? Optional.empty()
        : Optional.of("a machine with a real systemd needs root: run the tests as root");
  }

  private static Optional<String> tools() {
    return TOOLS.stream()
        .filter(tool -> !isOnPath(tool))
        .findFirst()
        .map(tool ->
            tool
                + " is not on the PATH: install systemd-container and util-linux (Debian: apt-get"
                + " install systemd-container util-linux; Fedora: dnf install systemd-container)");
  }

  private static Optional<String> parts() {
    return PARTS.stream()
        .filter(part -> !Files.exists(Path.of(part)))
        .findFirst()
        .map(part -> part + " is missing: install systemd and D-Bus");
  }

  private static Optional<String> mergedUsr() {
    return Files.isSymbolicLink(Path.of("/bin"))
        ? Optional.empty()
        : Optional.of("/bin is no link to /usr/bin: this system keeps programs outside of /usr");
  }

  private static boolean isOnPath(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> new File(directory, tool).canExecute());
  }
}
