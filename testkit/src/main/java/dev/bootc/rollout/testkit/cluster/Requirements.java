package dev.bootc.rollout.testkit.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this system must have for a cluster to be made of it. */
final class Requirements {
  private static final List<String> TOOLS =
      List.of("containerd", "ctr", "runc", "ip", "iptables", "unshare", "mount", "setpriv", "tar");
  private static final String INSTALL =
      "install it (Debian: apt-get install containerd runc containernetworking-plugins iptables"
          + " iproute2 util-linux)";

  /** Where Debian and others keep the plugins. */
  private static final List<Path> PLUGIN_FOLDERS =
      Stream.of("/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni").map(Path::of).toList();

  private Requirements() {}

  /** Why it cannot be done here, with the mend; empty where it can. */
  static Optional<String> missing() {
    return Stream.<Optional<String>>of(platform(), root(), tools(), plugins())
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Path networkPlugins() {
    return foundPlugins()
        .orElseThrow(() -> new IllegalStateException("no plugins in any of " + PLUGIN_FOLDERS));
  }

  private static Optional<Path> foundPlugins() {
    return PLUGIN_FOLDERS.stream()
        .filter(folder ->
            Stream.of("bridge", "host-local", "portmap", "loopback")
                .allMatch(plugin -> Files.isExecutable(folder.resolve(plugin))))
        .findFirst();
  }

  private static Optional<String> platform() {
    boolean fits =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    return fits
        ? Optional.empty()
        : Optional.of("a cluster with real nodes is made on Linux on amd64 only");
  }

  private static Optional<String> root() {
    return "root".equals(System.getProperty("user.name"))
        ? Optional.empty()
        : Optional.of("a cluster with real nodes needs root");
  }

  private static Optional<String> tools() {
    return TOOLS.stream()
        .filter(tool -> !isOnPath(tool))
        .findFirst()
        .map(tool -> tool + " is not on the PATH: " + INSTALL);
  }

  private static Optional<String> plugins() {
    return foundPlugins().isPresent()
        ? Optional.empty()
        : Optional.of("no network plugins in any of " + PLUGIN_FOLDERS + ": " + INSTALL);
  }

  private static boolean isOnPath(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> new File(directory, tool).canExecute());
  }
}
