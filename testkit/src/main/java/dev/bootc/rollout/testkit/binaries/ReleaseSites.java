package dev.bootc.rollout.testkit.binaries;

import java.net.URI;
import java.util.Optional;

/** Where the projects publish their official builds, and under which names. */
record ReleaseSites(
    URI kubernetes,
    URI etcd,
    URI temporal,
    URI fullTemporal,
    URI coredns,
    URI helm,
    URI distribution) {

  /**
   * A published file: where it is, where its checksum is, and whether the binary is packed in a
   * tar.gz.
   */
  record Release(URI file, URI checksums, boolean packed) {

    String fileName() {
      return file.getPath().substring(file.getPath().lastIndexOf('/') + 1);
    }
  }

  static ReleaseSites official() {
    return new ReleaseSites(
        URI.create("https://dl.k8s.io/"),
        URI.create("https://github.com/etcd-io/etcd/releases/download/"),
        URI.create("https://github.com/temporalio/cli/releases/download/"),
        URI.create("https://github.com/temporalio/temporal/releases/download/"),
        URI.create("https://github.com/coredns/coredns/releases/download/"),
        URI.create("https://get.helm.sh/"),
        URI.create("https://github.com/distribution/distribution/releases/download/"));
  }

  /** The release for this platform; empty where the project publishes none that we can use. */
  Optional<Release> release(Server server, Platform platform) {
    String version = server.version();
    return switch (server.project()) {
      // Neither etcd (a zip) nor Kubernetes' servers (nothing) come as a tar.gz for anything but
      // Linux.
      case ETCD -> {
        String name = "etcd-v" + version + "-" + platform + ".tar.gz";
        yield platform.isLinux()
            ? Optional.of(packed(etcd, "v" + version + "/", name, "SHA256SUMS"))
            : Optional.empty();
      }
      case KUBERNETES, PREVIOUS_KUBERNETES -> {
        String path =
            "release/v%s/bin/%s/%s/%s"
                .formatted(version, platform.system(), platform.processor(), server.binaryName());
        yield platform.isLinux() || server == Server.KUBECTL
            ? Optional.of(
                new Release(kubernetes.resolve(path), kubernetes.resolve(path + ".sha256"), false))
            : Optional.empty();
      }
      case TEMPORAL, PREVIOUS_TEMPORAL -> {
        String name =
            "temporal_cli_%s_%s_%s.tar.gz"
                .formatted(version, platform.system(), platform.processor());
        yield Optional.of(packed(temporal, "v" + version + "/", name, "checksums.txt"));
      }
      case FULL_TEMPORAL -> {
        String name =
            "temporal_%s_%s_%s.tar.gz".formatted(version, platform.system(), platform.processor());
        yield Optional.of(packed(fullTemporal, "v" + version + "/", name, "checksums.txt"));
      }
      case COREDNS -> {
        String name =
            "coredns_%s_%s_%s.tgz".formatted(version, platform.system(), platform.processor());
        yield Optional.of(packed(coredns, "v" + version + "/", name, name + ".sha256"));
      }
      case HELM -> {
        String name = "helm-v" + version + "-" + platform + ".tar.gz";
        yield Optional.of(packed(helm, "", name, name + ".sha256sum"));
      }
      case DISTRIBUTION -> {
        String name =
            "registry_%s_%s_%s.tar.gz".formatted(version, platform.system(), platform.processor());
        yield Optional.of(packed(distribution, "v" + version + "/", name, name + ".sha256"));
      }
    };
  }

  private static Release packed(URI site, String folder, String name, String checksums) {
    return new Release(site.resolve(folder + name), site.resolve(folder + checksums), true);
  }
}
