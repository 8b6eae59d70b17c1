package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.ServerHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a node is called and how it is reached.
 *
 * @param number from 1
 * @param all numbers of all nodes of its cluster
 */
record NodePlan(
    int number, List<Integer> all, Bridge bridge, ControlPlane plane, ServerBinaries binaries) {
  private static final String POD_NETWORKS = "10.244.0.0/16";

  static String name(int number) {
    return "machine-" + number;
  }

  String name() {
    return name(number);
  }

  String controlGroup() {
    return ControlGroups.nameFor(bridge.number(), number);
  }

  private static String podNetwork(int node) {
    return "10.244.%d.0/24".formatted(node);
  }

  /** Into a folder of the node's own, which is returned. */
  Path writeFiles(ServerHome home) {
    Path folder = home.subfolder(name());
    Map<String, String> values =
        Map.of(
            "folder", folder.toString(),
            "cni", Requirements.networkPlugins().toString(),
            "pause", ImageArchive.PAUSE,
            "controlGroup", controlGroup(),
            "network", podNetwork(number),
            "dns", bridge.gateway());
    Path _ = home.subfolder(name() + "/cni");
    home.write(name() + "/cni/10-pods.conflist", Template.filled("pods.conflist", values));
    home.write(name() + "/containerd.toml", Template.filled("containerd.toml", values));
    home.write(name() + "/kubelet.yaml", Template.filled("kubelet.yaml", values));
    return folder;
  }

  Map<String, String> environment(Path folder) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("NODE_NAME", name());
    environment.put("NODE_FOLDER", folder.toString());
    environment.put("NODE_ADDRESS", bridge.addressOf(number));
    environment.put("GATEWAY", bridge.gateway());
    environment.put("POD_NETWORKS", POD_NETWORKS);
    environment.put("ROUTES", routes());
    environment.put("CONTROL_GROUP", controlGroup());
    environment.put("KUBELET", binaries.binary(Server.KUBELET).toString());
    environment.put("KUBE_PROXY", binaries.binary(Server.KUBE_PROXY).toString());
    environment.put("KUBELET_KUBECONFIG", plane.kubeletKubeconfig(name()).toString());
    environment.put("PROXY_KUBECONFIG", plane.proxyKubeconfig().toString());
    return environment;
  }

  private String routes() {
    return all.stream()
        .filter(other -> other != number)
        .map(other -> podNetwork(other) + "=" + bridge.addressOf(other))
        .collect(Collectors.joining(" "));
  }
}
