package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.ServerHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** CoreDNS for the names of Services, as a process on the bridge in place of a pod. */
final class ClusterDns {
  private static final Duration LISTENS_WITHIN = Duration.ofSeconds(30);
  private static final int PORT = 53;

  private ClusterDns() {}

  static void start(ServerBinaries binaries, ServerHome home, Bridge bridge, ControlPlane plane) {
    Path zones =
        home.write(
            "Corefile",
            Template.filled(
                "Corefile",
                Map.of(
                    "address",
                    bridge.gateway(),
                    "kubeconfig",
                    plane.adminKubeconfig().toString())));
    home.launch(
            Server.COREDNS.binaryName(),
            List.of(binaries.binary(Server.COREDNS).toString(), "-conf", zones.toString()))
        .awaitReady(LISTENS_WITHIN, () -> FreePorts.isTaken(bridge.gateway(), PORT));
  }
}
