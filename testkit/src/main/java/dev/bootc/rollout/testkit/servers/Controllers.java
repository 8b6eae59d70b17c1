package dev.bootc.rollout.testkit.servers;

import dev.bootc.rollout.testkit.binaries.Server;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the programs that act on what the API server stores. They serve nothing themselves: nobody
 * here asks them.
 */
final class Controllers {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final ServerHome home;
  private final Path kubeconfig;

  Controllers(ServerHome home, Path kubeconfig) {
    this.home = home;
    this.kubeconfig = kubeconfig;
  }

  /** Starts the controller manager and waits until its controllers act. */
  void startManager(
      Path binary, ApiServer apiServer, ServiceAccountKey key, KubernetesClient client) {
    ServerProcess manager =
        launch(
            Server.KUBE_CONTROLLER_MANAGER,
            binary,
            List.of(
                "--service-account-private-key-file=" + key.privateKey(),
                "--root-ca-file=" + apiServer.certificateFile(),
                // Its default is a folder of the machine's.
                "--flex-volume-plugin-dir=" + home.subfolder("volume-plugins"),
                // Simulated nodes send no leases, and would become NotReady after 40 s.
                "--controllers=*,-node-lifecycle-controller"));
    // The account that every namespace gets is the first visible work of its controllers.
    manager.awaitReady(
        READY_WITHIN,
        () -> client.serviceAccounts().inNamespace("default").withName("default").get() != null);
  }

  /**
   * Starts the scheduler. Pods simply stay pending until it works, so there is nothing to wait for.
   */
  void startScheduler(Path binary) {
    launch(Server.KUBE_SCHEDULER, binary, List.of());
  }

  private ServerProcess launch(Server server, Path binary, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--leader-elect=false");
    command.add("--secure-port=0");
    // The default of 20 requests a second would make a benchmark of a thousand nodes wait for the
    // cluster.
    command.add("--kube-api-qps=1000");
    command.add("--kube-api-burst=2000");
    command.addAll(flags);
    return home.launch(server.binaryName(), command);
  }
}
