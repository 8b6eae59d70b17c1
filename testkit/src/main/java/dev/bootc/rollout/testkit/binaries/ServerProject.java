package dev.bootc.rollout.testkit.binaries;

import java.util.stream.Stream;

/**
 * The projects that publish the servers. One project is one version and one Go module, so its
 * servers are built together.
 */
enum ServerProject {
  ETCD("etcd", "3.7.3", "1 minute", "1.26"),
  KUBERNETES("kubernetes", "1.37.2", "5 minutes", "1.26"),
  // No name may start with another: a build's work folders are found by it.
  PREVIOUS_KUBERNETES("previous-kubernetes", "1.36.3", "3 minutes", "1.26"),
  TEMPORAL("temporal", "1.9.1", "4 minutes", "1.26.8"),
  PREVIOUS_TEMPORAL("previous-temporal", "1.8.2", "4 minutes", "1.26.8"),
  FULL_TEMPORAL("full-temporal", "1.32.0", "4 minutes", "1.26.8"),
  COREDNS("coredns", "1.14.7", "3 minutes", "1.26.8"),
  HELM("helm", "4.2.4", "2 minutes", "1.26.8"),
  DISTRIBUTION("distribution", "3.1.2", "2 minutes", "1.26.8");

  private final String projectName;
  private final String version;
  private final String buildTime;
  private final String goVersion;

  ServerProject(String projectName, String version, String buildTime, String goVersion) {
    this.projectName = projectName;
    this.version = version;
    this.buildTime = buildTime;
    this.goVersion = goVersion;
  }

  String projectName() {
    return projectName;
  }

  String version() {
    return version;
  }

  /** How long a cold build took on two cores, for the message that announces it. */
  String buildTime() {
    return buildTime;
  }

  String goVersion() {
    return goVersion;
  }

  /** Flags for Go's linker that make a binary of our own build report its real version. */
  String linkerFlags() {
    return switch (this) {
      case ETCD, FULL_TEMPORAL, COREDNS -> "-s -w";
      case DISTRIBUTION ->
          "-s -w -X github.com/distribution/distribution/v3/version.version=v" + version;
      case HELM -> "-s -w -X helm.sh/helm/v4/internal/version.version=v" + version;
      // The commands are an older version's, see its go.mod.
      case TEMPORAL ->
          "-s -w -X github.com/temporalio/cli/internal/temporalcli.Version="
              + version
              + "-commands-of-1.8.2";
      case PREVIOUS_TEMPORAL ->
          "-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=" + version;
      // Unstamped, the API server calls itself v0.0.0-master+$Format, which breaks helm's
      // kubeVersion and version parsing.
      case KUBERNETES, PREVIOUS_KUBERNETES ->
          "-s -w "
              + String.join(
                  " ",
                  Stream.of("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
                      .flatMap(this::kubernetesVersionStamps)
                      .toList());
    };
  }

  private Stream<String> kubernetesVersionStamps(String goPackage) {
    String[] numbers = version.split("\\.", -1);
    return Stream.of(
            "gitVersion=v" + version,
            "gitMajor=" + numbers[0],
            "gitMinor=" + numbers[1],
            "gitTreeState=clean")
        .map(stamp -> "-X " + goPackage + "." + stamp);
  }
}
