package dev.bootc.rollout.agent;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.RegistryImage;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One simulated host with its Node, its BootcNode and the real agent on it. */
final class AgentScene extends NodeScene {
  final SimulatedHost host;
  final SimulatedRegistry registry;
  final String oldImage;
  final String newImage;
  final String newerImage;

  /** A soft reboot into it is possible. */
  final String softImage;

  final List<String> startedUnits = new CopyOnWriteArrayList<>();
  final List<String> orderedReboots = new CopyOnWriteArrayList<>();
  private final Path directory;

  AgentScene(ControlPlane plane, Path directory, String name) {
    this(plane, directory, name, Optional.empty());
  }

  /**
   * @param values of the chart
   */
  AgentScene(ControlPlane plane, Path directory, String name, Optional<Path> values) {
    super(plane, name, values);
    this.directory = directory;
    this.registry = new SimulatedRegistry(directory.resolve("registry.json"));
    this.oldImage = registry.publish("registry.example.com/os/node:1");
    this.newImage = registry.publish("registry.example.com/os/node:2");
    this.newerImage = registry.publish("registry.example.com/os/node:3");
    this.softImage = publishCapableOfSoftReboot(registry, "registry.example.com/os/node:4");
    this.host =
        SimulatedHost.create(
            directory.resolve(name),
            name,
            oldImage,
            HostSettings.of(registry.file(), HostTiming.fast()));
    host.listen(
        new HostListener() {
          @Override
          public void unitStarted(String nodeName, String unit, List<String> command) {
            // Each verb that changes the host has a unit; a test counts what was staged.
            if (unit.equals("bootc-rollout-stage.service")) {
              startedUnits.add(String.join(" ", command));
            }
          }

          @Override
          public void rebootOrdered(String nodeName) {
            orderedReboots.add(host.bootId());
          }
        });
  }

  /** Gives the host another bootc than 1.16. */
  AgentScene withBootc(String version) {
    HostSettings.read(host.folder()).withBootcVersion(version).write(host.folder());
    return this;
  }

  /** Boots the host with the launcher of the checkout as its agent; the flags given here win. */
  AgentScene start(String... moreFlags) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(flags(moreFlags));
    host.start().runAgent(new AgentLaunch(command, SharedClasses.ENVIRONMENT));
    return this;
  }

  /** As {@link #start}, with what a pod has instead of a kubeconfig. */
  AgentScene startInAPod(Path token) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(flags("--kubeconfig="));
    Config identity = agentConfig();
    URI server = URI.create(identity.getMasterUrl());
    Path authority = directory.resolve("ca.crt");
    Files.write(authority, Base64.getDecoder().decode(identity.getCaCertData()));
    Map<String, String> environment = new HashMap<>(SharedClasses.ENVIRONMENT);
    environment.putAll(
        Map.of(
            "KUBERNETES_SERVICE_HOST", server.getHost(),
            "KUBERNETES_SERVICE_PORT", Integer.toString(server.getPort()),
            "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token.toString(),
            "KUBERNETES_CERTS_CA_FILE", authority.toString()));
    host.start().runAgent(new AgentLaunch(command, environment));
    return this;
  }

  /** What the agent of this host is told; the flags given here win. */
  List<String> flags(String... moreFlags) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--node-name=" + nodeName(),
                "--kubeconfig=" + agentKubeconfig(),
                "--host-command-prefix=" + prefix(),
                "--host-root=" + host.folder().root(),
                "--state-directory=" + host.folder().root().resolve("var/lib/bootc-rollout-agent"),
                "--http-port=0",
                "--busy-poll-seconds=1",
                "--retry-delay-seconds=1"));
    for (String flag : moreFlags) {
      String key = flag.substring(0, flag.indexOf('=') + 1);
      flags.removeIf(known -> known.startsWith(key));
      flags.add(flag);
    }
    return flags;
  }

  void awaitLog(String part) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> log().contains(part));
  }

  String log() {
    try {
      return Files.exists(host.agentLog()) ? Files.readString(host.agentLog()) : "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String publishCapableOfSoftReboot(SimulatedRegistry registry, String reference) {
    ImageManifest plain =
        SimulatedRegistry.manifest(reference, SimulatedRegistry.digest("manifest " + reference));
    ImageManifest capable =
        new ImageManifest(
            plain.digest(),
            plain.version(),
            plain.created(),
            true,
            true,
            plain.layers(),
            plain.boundImages());
    return registry.publish(reference, new RegistryImage(null, Map.of("amd64", capable)));
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    host.close();
    super.close();
  }

  /** The default prefix with the host's own nsenter. */
  private String prefix() {
    List<String> argv = new ArrayList<>(host.commandPrefix());
    argv.addAll(
        List.of(
            "/usr/bin/env",
            "-i",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root",
            "LANG=C.UTF-8"));
    try {
      return new JsonMapper().writeValueAsString(argv);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static Path launcher() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("bin/bootc-rollout-agent"))) {
      Path above = folder.getParent();
      if (above == null) {
        throw new IllegalStateException("run this inside the checkout");
      }
      folder = above;
    }
    return folder.resolve("bin/bootc-rollout-agent");
  }
}
