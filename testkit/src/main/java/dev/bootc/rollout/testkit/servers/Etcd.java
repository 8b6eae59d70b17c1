package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The store behind the API server. It never waits for the disk: its data need only survive a killed
 * API server.
 */
final class Etcd {

  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private Etcd() {}

  static void start(Path binary, ServerHome home, int port, int peerPort) {
    String clientUrl = "http://127.0.0.1:" + port;
    String peerUrl = "http://127.0.0.1:" + peerPort;
    List<String> command =
        List.of(
            binary.toString(),
            "--data-dir=" + home.subfolder("etcd"),
            "--listen-client-urls=" + clientUrl,
            "--advertise-client-urls=" + clientUrl,
            "--listen-peer-urls=" + peerUrl,
            "--initial-advertise-peer-urls=" + peerUrl,
            "--initial-cluster=default=" + peerUrl,
            "--unsafe-no-fsync",
            "--log-level=error");
    home.launch(Server.ETCD.binaryName(), command)
        .awaitReady(READY_WITHIN, () -> FreePorts.isTaken(port));
  }
}
