package dev.bootc.rollout.agent;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One simulated host with its Node, its BootcNode and the real agent on it. */
final class AgentScene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final SimulatedHost host;
  final String oldImage;
  final String newImage;
  final String newerImage;
  final List<String> startedUnits = new CopyOnWriteArrayList<>();
  final List<String> orderedReboots = new CopyOnWriteArrayList<>();
  private final Path directory;
  private final String name;
  private final KubernetesClient admin;
  private final ChartInstallation chart;

  AgentScene(ControlPlane plane, Path directory, String name) {
    this(plane, directory, name, Optional.empty());
  }

  /**
   * @param values of the chart
   */
  AgentScene(ControlPlane plane, Path directory, String name, Optional<Path> values) {
    this.directory = directory;
    this.name = name;
    this.admin = plane.adminClient();
    this.chart = ChartInstallation.on(plane, values);
    SimulatedRegistry registry = new SimulatedRegistry(directory.resolve("registry.json"));
    this.oldImage = registry.publish("registry.example.com/os/node:1");
    this.newImage = registry.publish("registry.example.com/os/node:2");
    this.newerImage = registry.publish("registry.example.com/os/node:3");
    this.host =
        SimulatedHost.create(
            directory.resolve(name),
            name,
            oldImage,
            HostSettings.of(registry.file(), HostTiming.fast()));
    host.listen(
        new HostListener() {
          @Override
          public void unitStarted(SimulatedHost on, String unit, List<String> command) {
            startedUnits.add(String.join(" ", command));
          }

          @Override
          public void rebootOrdered(SimulatedHost on) {
            orderedReboots.add(on.bootId());
          }
        });
    admin
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** Boots the host with the launcher of the checkout as its agent; the flags given here win. */
  AgentScene start(String... moreFlags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher().toString(),
                "--node-name=" + name,
                "--kubeconfig=" + chart.agentKubeconfig(name),
                "--host-command-prefix=" + prefix(),
                "--host-root=" + host.folder().root(),
                "--state-directory=" + host.folder().root().resolve("var/lib/bootc-rollout-agent"),
                "--http-port=0",
                "--busy-poll-seconds=1",
                "--retry-delay-seconds=1"));
    for (String flag : moreFlags) {
      String key = flag.substring(0, flag.indexOf('=') + 1);
      command.removeIf(known -> known.startsWith(key));
      command.add(flag);
    }
    host.start().runAgent(new AgentLaunch(command, Map.of()));
    return this;
  }

  void want(String image, DesiredImageState state) {
    want(new BootcNodeSpec(image, state, null, null));
  }

  void want(BootcNodeSpec spec) {
    if (bootcNode().get() == null) {
      BootcNode node = new BootcNode();
      node.setMetadata(new ObjectMetaBuilder().withName(name).build());
      node.setSpec(spec);
      admin.resource(node).create();
      return;
    }
    bootcNode()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("spec", fields(spec))));
  }

  /** All of them: what is null has to be taken away by the patch. */
  private static Map<String, @Nullable Object> fields(BootcNodeSpec spec) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("desiredImage", spec.desiredImage());
    fields.put("desiredImageState", spec.desiredImageState());
    fields.put("pullSecretRef", spec.pullSecretRef());
    fields.put("pullSecretHash", spec.pullSecretHash());
    return fields;
  }

  void deleteBootcNode() {
    bootcNode().delete();
  }

  BootcNodeStatus status() {
    BootcNode node = bootcNode().get();
    return node == null || node.getStatus() == null ? BootcNodeStatus.EMPTY : node.getStatus();
  }

  Optional<ImageInfo> booted() {
    return Optional.ofNullable(status().booted());
  }

  Optional<ImageInfo> staged() {
    return Optional.ofNullable(status().staged());
  }

  Optional<ImageInfo> rollback() {
    return Optional.ofNullable(status().rollback());
  }

  String idleReason() {
    return condition(NodeConditions.IDLE, Condition::reason);
  }

  String idleMessage() {
    return condition(NodeConditions.IDLE, Condition::message);
  }

  /** The message of the condition Degraded where it is True, else nothing. */
  String error() {
    return Condition.find(status().conditions(), NodeConditions.DEGRADED)
        .filter(Condition::isTrue)
        .map(Condition::message)
        .orElse("");
  }

  void awaitIdleReason(String reason) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::idleReason, reason::equals);
  }

  void awaitError(String part) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(this::error, error -> error.contains(part));
  }

  /** The status says that the image runs, and that nothing is under way. */
  void awaitRunning(String image) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            booted().filter(booted -> booted.is(image)).isPresent()
                && idleReason().equals(NodeConditions.REASON_IDLE));
  }

  /** The agent has seen the spec as it is now. */
  void awaitObserved() {
    Long generation = bootcNode().get().getMetadata().getGeneration();
    await().atMost(PATIENCE).until(() -> generation.equals(status().observedGeneration()));
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

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    host.close();
    bootcNode().delete();
    admin.nodes().withName(name).delete();
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

  private String condition(String type, Function<Condition, String> part) {
    return Condition.find(status().conditions(), type).map(part).orElse("");
  }

  private Resource<BootcNode> bootcNode() {
    return admin.resources(BootcNode.class).withName(name);
  }
}
