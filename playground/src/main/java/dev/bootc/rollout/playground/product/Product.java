package dev.bootc.rollout.playground.product;

import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.process.CommandRun;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator and the agent of a checkout. */
public final class Product {
  /** Any that is free. */
  private static final int ANY_PORT = 0;

  private static final Duration GIVEN_BACK_WITHIN = Duration.ofMinutes(3);

  private final ChartInstallation chart;
  private final Path checkout;

  private Product(ChartInstallation chart, Path checkout) {
    this.chart = chart;
    this.checkout = checkout;
  }

  /** That of this checkout. */
  public Product(ChartInstallation chart) {
    this(chart, Checkout.root());
  }

  /** That of another, which has been built. */
  public static Product of(Path checkout, ChartInstallation chart) {
    return new Product(chart, checkout);
  }

  /**
   * Starts the operator and does not wait until it is ready.
   *
   * @param log where its output is appended, over all its lives
   */
  public OperatorProgram startOperator(TemporalServer temporal, Path log) {
    return startOperator(
        program("bootc-rollout-operator"), chart.operatorKubeconfig(), temporal, log);
  }

  /**
   * As {@link #startOperator(TemporalServer, Path)}, with a Temporal of one's own.
   *
   * @param temporal variables that say where it is and who we are there
   */
  public OperatorProgram startOperator(Map<String, String> temporal, Path log) {
    return startOperator(
        program("bootc-rollout-operator"), chart.operatorKubeconfig(), temporal, log);
  }

  /** As {@link #startOperator(TemporalServer, Path)}: one of several that elect a leader. */
  public OperatorProgram startReplica(String name, TemporalServer temporal, Path log) {
    return startReplica(name, chart.operatorKubeconfig(), temporal, log);
  }

  /**
   * As {@link #startReplica(String, TemporalServer, Path)}, with a way of its own to the cluster.
   */
  public OperatorProgram startReplica(
      String name, Path kubeconfig, TemporalServer temporal, Path log) {
    List<String> command = new ArrayList<>(program("bootc-rollout-operator"));
    command.add("--pod-namespace=" + ChartInstallation.NAMESPACE);
    command.add("--pod-name=" + name);
    return startOperator(command, kubeconfig, temporal, log);
  }

  private static OperatorProgram startOperator(
      List<String> command, Path kubeconfig, TemporalServer temporal, Path log) {
    return startOperator(command, kubeconfig, Map.of("TEMPORAL_ADDRESS", temporal.address()), log);
  }

  private static OperatorProgram startOperator(
      List<String> command, Path kubeconfig, Map<String, String> temporal, Path log) {
    Map<String, String> environment = new HashMap<>(temporal);
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("BOOTC_ROLLOUT_HTTP_PORT", Integer.toString(ANY_PORT));
    return OperatorProgram.start(command, environment, log);
  }

  /** Gives back what is held, to its end, as the chart's hook does before an uninstallation. */
  public CommandRun handBack() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program("bootc-rollout-operator"));
    command.addAll(
        List.of(
            "hand-back",
            "--kubeconfig=" + chart.handBackKubeconfig(),
            "--namespace=" + ChartInstallation.NAMESPACE,
            "--deployment=" + ChartInstallation.OPERATOR));
    return CommandRun.of(new ProcessBuilder(command), GIVEN_BACK_WITHIN);
  }

  /** How the agent of a host is started. */
  public AgentLaunch agent(SimulatedHost host) {
    return agent(host, ANY_PORT);
  }

  /** How the agent of a host is started that serves its health on that port. */
  public AgentLaunch agent(SimulatedHost host, int port) {
    Path root = host.folder().root();
    return new AgentLaunch(
        program("bootc-rollout-agent"),
        Map.of(
            "KUBECONFIG", chart.agentKubeconfig(host.nodeName()).toString(),
            "NODE_NAME", host.nodeName(),
            "BOOTC_ROLLOUT_HOST_COMMAND_PREFIX", String.join(" ", host.commandPrefix()),
            "BOOTC_ROLLOUT_HOST_ROOT", root.toString(),
            "BOOTC_ROLLOUT_STATE_DIRECTORY", root.resolve("var/lib/bootc-rollout-agent").toString(),
            "BOOTC_ROLLOUT_HTTP_PORT", Integer.toString(port)));
  }

  private List<String> program(String name) {
    return List.of(checkout.resolve("bin").resolve(name).toString());
  }
}
