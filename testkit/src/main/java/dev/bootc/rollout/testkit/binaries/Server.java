package dev.bootc.rollout.testkit.binaries;

import java.util.Arrays;
import java.util.List;

/**
 * The programs that {@link ServerBinaries} can find, each with the one version that this project is
 * tested with; the API server and Temporal also in the minor version before.
 */
public enum Server {
  ETCD("etcd", ServerProject.ETCD, "go.etcd.io/etcd/server/v3"),
  KUBE_APISERVER(
      "kube-apiserver", ServerProject.KUBERNETES, "k8s.io/kubernetes/cmd/kube-apiserver"),
  KUBE_CONTROLLER_MANAGER(
      "kube-controller-manager",
      ServerProject.KUBERNETES,
      "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBE_SCHEDULER(
      "kube-scheduler", ServerProject.KUBERNETES, "k8s.io/kubernetes/cmd/kube-scheduler"),
  KUBECTL("kubectl", ServerProject.KUBERNETES, "k8s.io/kubernetes/cmd/kubectl"),
  KUBELET("kubelet", ServerProject.KUBERNETES, "k8s.io/kubernetes/cmd/kubelet"),
  KUBE_PROXY("kube-proxy", ServerProject.KUBERNETES, "k8s.io/kubernetes/cmd/kube-proxy"),
  PREVIOUS_KUBE_APISERVER(
      "kube-apiserver", ServerProject.PREVIOUS_KUBERNETES, "k8s.io/kubernetes/cmd/kube-apiserver"),
  TEMPORAL("temporal", ServerProject.TEMPORAL, "github.com/temporalio/cli/cmd/temporal"),
  PREVIOUS_TEMPORAL(
      "temporal", ServerProject.PREVIOUS_TEMPORAL, "github.com/temporalio/cli/cmd/temporal"),
  TEMPORAL_SERVER(
      "temporal-server", ServerProject.FULL_TEMPORAL, "go.temporal.io/server/cmd/server"),
  TEMPORAL_SQL_TOOL(
      "temporal-sql-tool", ServerProject.FULL_TEMPORAL, "go.temporal.io/server/cmd/tools/sql"),
  COREDNS("coredns", ServerProject.COREDNS, "github.com/coredns/coredns"),
  HELM("helm", ServerProject.HELM, "helm.sh/helm/v4/cmd/helm"),
  REGISTRY(
      "registry",
      ServerProject.DISTRIBUTION,
      "github.com/distribution/distribution/v3/cmd/registry");

  private final String binaryName;
  private final ServerProject project;
  private final String goPackage;

  Server(String binaryName, ServerProject project, String goPackage) {
    this.binaryName = binaryName;
    this.project = project;
    this.goPackage = goPackage;
  }

  public String binaryName() {
    return binaryName;
  }

  public String version() {
    return project.version();
  }

  /** The environment variable that names a binary to use instead of looking for one. */
  public String environmentVariable() {
    return "BOOTC_ROLLOUT_" + name();
  }

  ServerProject project() {
    return project;
  }

  static List<Server> of(ServerProject project) {
    return Arrays.stream(values()).filter(server -> server.project == project).toList();
  }

  String goPackage() {
    return goPackage;
  }

  /**
   * The file name that {@code go build} gives the binary: the last element of the package path that
   * is no version.
   */
  String goOutputName() {
    return switch (this) {
      case ETCD, TEMPORAL_SERVER -> "server";
      case TEMPORAL_SQL_TOOL -> "sql";
      case KUBE_APISERVER,
          KUBE_CONTROLLER_MANAGER,
          KUBE_SCHEDULER,
          KUBECTL,
          KUBELET,
          KUBE_PROXY,
          PREVIOUS_KUBE_APISERVER,
          TEMPORAL,
          PREVIOUS_TEMPORAL,
          COREDNS,
          HELM,
          REGISTRY ->
          binaryName;
    };
  }

  List<String> versionCommand() {
    return switch (this) {
      case KUBECTL -> List.of("version", "--client");
      case HELM -> List.of("version");
      case ETCD,
          KUBE_APISERVER,
          KUBE_CONTROLLER_MANAGER,
          KUBE_SCHEDULER,
          KUBELET,
          KUBE_PROXY,
          PREVIOUS_KUBE_APISERVER,
          TEMPORAL,
          PREVIOUS_TEMPORAL,
          TEMPORAL_SERVER,
          TEMPORAL_SQL_TOOL,
          COREDNS,
          REGISTRY ->
          List.of("--version");
    };
  }

  @Override
  public String toString() {
    return binaryName + " " + version();
  }
}
