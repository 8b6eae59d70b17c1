package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything the demo runs: servers, simulated hosts with their agents, a workload, the operator
 * and the recorder.
 *
 * @param operatorProcess the operator, which a supervisor keeps running
 */
record DemoCluster(
    ServerBinaries binaries,
    ControlPlane controlPlane,
    TemporalServer temporal,
    Recorder recorder,
    SimulatedHosts hosts,
    OperatorProgram operatorProcess,
    KubernetesClient client) {

  static final String POOL = "workers";
  static final Map<String, String> LABELS = Map.of("node-role.kubernetes.io/worker", "");

  private static final String USER_AGENT = "bootc-demo";

  /** Starts everything; what was started is closed with {@code started}. */
  static DemoCluster start(
      DemoOptions options,
      SimulatedRegistry registry,
      String image,
      RunFolder folder,
      Started started,
      Screen screen) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(screen::say);
    for (Server server :
        List.of(
            Server.ETCD,
            Server.KUBE_APISERVER,
            Server.KUBE_CONTROLLER_MANAGER,
            Server.KUBE_SCHEDULER,
            Server.KUBECTL,
            Server.TEMPORAL)) {
      // All of them before the first starts: getting one may take minutes.
      Path _ = binaries.binary(server);
    }
    screen.say("starting etcd, Kubernetes " + Server.KUBE_APISERVER.version() + " and Temporal");
    ControlPlane controlPlane = started.add(ControlPlane.builder().binaries(binaries).start());
    TemporalServer temporal = started.add(TemporalServer.create(binaries));
    screen.say("installing the chart's definitions, service accounts and roles");
    Product product = new Product(ChartInstallation.fromProgramOn(controlPlane));
    Recorder recorder = started.add(Recorder.start(controlPlane.adminConfig()));
    screen.say("booting " + options.nodes + " simulated hosts, each with its agent");
    SimulatedHosts hosts =
        started.add(
            SimulatedHosts.builder(
                    controlPlane.adminConfig(), folder.file("hosts"), registry, image)
                .nodes("node-", options.nodes)
                .labels(LABELS)
                .timing(options.slow ? HostTiming.watchable() : HostTiming.fast())
                .agent(product::agent)
                .start());
    OperatorProgram operator = product.startOperator(temporal, folder.file("operator.log"));
    started.add(new Supervisor(operator, screen).start());
    screen.say("the operator runs as process " + operator.pid());
    KubernetesClient client =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(controlPlane.adminConfig()).withUserAgent(USER_AGENT).build())
                .build());
    return new DemoCluster(binaries, controlPlane, temporal, recorder, hosts, operator, client);
  }
}
