package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A simulated host with its Node, its BootcNode and the agent as users run it. */
final class AgentOnHost implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** About 8 s to stage: long enough to be a state of its own. */
  private static final HostTiming TIMING = HostTiming.ofMillis(100, 500, 3_000, 1_500, 500, 1_000);

  private final KubernetesClient client;
  private final ChartInstallation chart;
  private final SimulatedHost host;
  private final String nextImage;
  private final int port = freePort();

  private AgentOnHost(
      KubernetesClient client, ChartInstallation chart, SimulatedHost host, String nextImage) {
    this.client = client;
    this.chart = chart;
    this.host = host;
    this.nextImage = nextImage;
  }

  /** A host that runs what it shall run, without an agent yet. */
  static AgentOnHost prepare(
      KubernetesClient client, ChartInstallation chart, Path folder, String name) {
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve(name + "-registry.json"));
    String image = registry.publish("registry.example.com/os/node:1");
    String nextImage = registry.publish("registry.example.com/os/node:2");
    SimulatedHost host =
        SimulatedHost.create(
            folder.resolve(name), name, image, HostSettings.of(registry.file(), TIMING));
    client
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName(name).build());
    node.setSpec(new BootcNodeSpec(image, DesiredImageState.STAGED, null, null, null, null));
    client.resource(node).create();
    return new AgentOnHost(client, chart, host.start(), nextImage);
  }

  /** Starts the agent, waits until it is ready, and says how long that took. */
  Duration start() {
    AgentLaunch launch = new Product(chart).agent(host, port);
    AgentLaunch asInAPod = new AgentLaunch(launch.command(), inAPod(launch.environment()));
    long begin = System.nanoTime();
    host.runAgent(asInAPod);
    await("ready", Duration.ofMillis(5), this::isReady);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Connected as a pod is: reading a kubeconfig costs classes that no node has to load. */
  private Map<String, String> inAPod(Map<String, String> environment) {
    Map<String, String> pod = new HashMap<>(environment);
    pod.put("KUBECONFIG", "");
    pod.putAll(serviceAccount(chart.agentConfig(host.nodeName()), host.folder().root()));
    return pod;
  }

  private static Map<String, String> serviceAccount(Config identity, Path folder) {
    URI server = URI.create(identity.getMasterUrl());
    Path token = folder.resolve("token");
    Path authority = folder.resolve("ca.crt");
    try {
      Files.writeString(token, identity.getOauthToken());
      Files.write(authority, Base64.getDecoder().decode(identity.getCaCertData()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "KUBERNETES_SERVICE_HOST", server.getHost(),
        "KUBERNETES_SERVICE_PORT", Integer.toString(server.getPort()),
        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token.toString(),
        "KUBERNETES_CERTS_CA_FILE", authority.toString());
  }

  ProcessFigures process() {
    return new ProcessFigures(
        host.agentPid()
            .orElseThrow(() -> new IllegalStateException("the agent died: " + host.agentLog())));
  }

  /** Waits until the agent has said all that it has to say about an up-to-date host. */
  void awaitIdle() {
    awaitStatus("idle", status -> status.booted() != null && !status.conditions().isEmpty());
  }

  /** Wants the next image, and waits until it is staged. */
  void stage() {
    BootcNode patch = new BootcNode();
    patch.setMetadata(new ObjectMetaBuilder().withName(host.nodeName()).build());
    patch.setSpec(new BootcNodeSpec(nextImage, DesiredImageState.STAGED, null, null, null, null));
    bootcNode().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    awaitStatus(
        "staged",
        status -> Optional.ofNullable(status.staged()).filter(this::isNextImage).isPresent());
  }

  @Override
  public void close() {
    host.close();
  }

  private boolean isNextImage(ImageInfo image) {
    return image.image().equals(nextImage);
  }

  private void awaitStatus(String what, Predicate<BootcNodeStatus> condition) {
    await(
        what,
        Duration.ofMillis(200),
        () ->
            Optional.ofNullable(bootcNode().get())
                .map(BootcNode::getStatus)
                .filter(condition)
                .isPresent());
  }

  private void await(String what, Duration every, BooleanSupplier condition) {
    if (!Waiting.until(PATIENCE, every, condition)) {
      throw new IllegalStateException(
          "the agent is not %s after %s, its log is %s".formatted(what, PATIENCE, host.agentLog()));
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException _) {
      // Nobody listens yet.
      return false;
    }
  }

  private Resource<BootcNode> bootcNode() {
    return client.resources(BootcNode.class).withName(host.nodeName());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
