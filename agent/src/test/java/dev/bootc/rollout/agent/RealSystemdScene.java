package dev.bootc.rollout.agent;

import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.RealSystemdHost;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One host with a real systemd, and the real agent on it with its defaults for everything that
 * concerns the host: command prefix, root directory and state directory.
 */
final class RealSystemdScene extends NodeScene {
  static final String STAGING_UNIT = "bootc-rollout-stage.service";

  final RealSystemdHost host;
  final String oldImage;
  final String newImage;

  RealSystemdScene(ControlPlane plane, Path directory, String name) {
    super(plane, name, Optional.empty());
    SimulatedRegistry registry = new SimulatedRegistry(directory.resolve("registry.json"));
    this.oldImage = registry.publish("registry.example.com/os/node:1");
    this.newImage = registry.publish("registry.example.com/os/node:2");
    Path kubeconfig = agentKubeconfig();
    Path checkout = AgentScene.launcher().resolve("../..").normalize();
    this.host =
        RealSystemdHost.create(
            directory.resolve(name),
            oldImage,
            HostSettings.of(registry.file(), HostTiming.fast()),
            new AgentLaunch(
                List.of(
                    AgentScene.launcher().toString(),
                    "--node-name=" + name,
                    "--kubeconfig=" + kubeconfig,
                    "--http-port=0",
                    "--busy-poll-seconds=1",
                    "--retry-delay-seconds=1"),
                Map.of("BOOTC_ROLLOUT_JAVA_HOME", System.getProperty("java.home"))),
            List.of(checkout, kubeconfig));
  }

  RealSystemdScene start() {
    host.start();
    return this;
  }

  /** Everything that systemd and the staging unit wrote about it, over all boots. */
  List<String> stagingJournal() {
    return host.run("journalctl", "-u", STAGING_UNIT, "-o", "cat", "--no-pager")
        .output()
        .lines()
        .toList();
  }

  /** One of the staging unit's properties, as systemd shows it. */
  String stagingUnit(String property) {
    return host.run("systemctl", "show", "-P", property, STAGING_UNIT).output();
  }

  @Override
  public void close() {
    host.close();
    super.close();
  }
}
