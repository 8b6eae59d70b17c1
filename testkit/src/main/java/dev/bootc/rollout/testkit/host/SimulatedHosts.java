package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.kubelet.KubeletPlayer;
import dev.bootc.rollout.testkit.kubelet.KubeletSettings;
import dev.bootc.rollout.testkit.kubelet.NodeBlueprint;
import dev.bootc.rollout.testkit.kubelet.NodeNames;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Simulated hosts that are nodes of a real cluster: each has its Node, its kubelet and its agent.
 */
public final class SimulatedHosts implements AutoCloseable {
  /** User agent of what the played kubelets write. */
  public static final String KUBELETS = "simulated-hosts-kubelets";

  private final KubeletPlayer kubelets;
  private final SortedMap<String, SimulatedHost> hosts;

  private SimulatedHosts(Builder builder) {
    SortedMap<String, SimulatedHost> created = new TreeMap<>();
    for (String name : NodeNames.of(builder.prefix, builder.count)) {
      created.put(
          name,
          SimulatedHost.create(
              builder.folder.resolve(name), name, builder.bootedImage, builder.settings));
    }
    hosts = Collections.unmodifiableSortedMap(created);
    kubelets = KubeletPlayer.start(builder.config, builder.kubelets);
  }

  /**
   * Hosts that are nodes of the cluster of that configuration.
   *
   * @param folder where each host gets a folder of its own
   * @param bootedImage {@code name@sha256:…} of the registry, which all hosts run at first
   */
  public static Builder builder(
      Config config, Path folder, SimulatedRegistry registry, String bootedImage) {
    return new Builder(config, folder, registry, bootedImage);
  }

  private SimulatedHosts start(Builder builder) {
    // The Nodes come first, for an agent may look for its own as soon as it runs.
    hosts.values().forEach(host -> host.start());
    kubelets.register(
        hosts.values().stream()
            .map(host ->
                new NodeBlueprint(host.nodeName(), builder.labels, host.bootId(), builder.size))
            .toList());
    for (SimulatedHost host : hosts.values()) {
      host.listen(new KubeletOf());
      builder.agent.ifPresent(launch -> host.runAgent(launch.apply(host)));
    }
    return this;
  }

  public SimulatedHost host(String nodeName) {
    SimulatedHost host = hosts.get(nodeName);
    if (host == null) {
      throw new IllegalArgumentException("no host \"" + nodeName + "\" among " + hosts.keySet());
    }
    return host;
  }

  /** In the order of their names. */
  public Collection<SimulatedHost> all() {
    return hosts.values();
  }

  /** Ends the hosts and their agents; their Nodes stay in the cluster as they are. */
  @Override
  public void close() {
    hosts.values().parallelStream().forEach(SimulatedHost::close);
    kubelets.close();
  }

  /** Brings the Node into line with its host. */
  private final class KubeletOf implements HostListener {
    @Override
    public void wentDown(String nodeName) {
      CompletableFuture<Void> _ = kubelets.down(nodeName);
    }

    @Override
    public void cameUp(String nodeName, String bootId) {
      CompletableFuture<Void> _ = kubelets.up(nodeName, bootId);
    }
  }

  /** What the hosts are like; without further word, 5 fast ones with small Nodes and no agent. */
  public static final class Builder {
    private final Config config;
    private final Path folder;
    private final String bootedImage;
    private int count = 5;
    private String prefix = "node-";
    private Map<String, String> labels = Map.of();
    private NodeBlueprint.Size size = NodeBlueprint.Size.SMALL;
    private HostSettings settings;
    private KubeletSettings kubelets = KubeletSettings.fast(KUBELETS);
    private Optional<Function<SimulatedHost, AgentLaunch>> agent = Optional.empty();

    private Builder(Config config, Path folder, SimulatedRegistry registry, String bootedImage) {
      this.config = config;
      this.folder = folder;
      this.bootedImage = bootedImage;
      this.settings = HostSettings.of(registry.file(), HostTiming.fast());
    }

    /** Nodes are named prefix and number, with as many digits as the largest number has. */
    public Builder nodes(String newPrefix, int newCount) {
      prefix = newPrefix;
      count = newCount;
      return this;
    }

    public Builder labels(Map<String, String> newLabels) {
      labels = Map.copyOf(newLabels);
      return this;
    }

    public Builder size(NodeBlueprint.Size newSize) {
      size = newSize;
      return this;
    }

    public Builder timing(HostTiming timing) {
      settings = settings.withTiming(timing);
      return this;
    }

    public Builder kubelets(KubeletSettings newSettings) {
      kubelets = newSettings;
      return this;
    }

    /** Keeps this agent running on each host; see {@link SimulatedHost#commandPrefix()}. */
    public Builder agent(Function<SimulatedHost, AgentLaunch> launch) {
      agent = Optional.of(launch);
      return this;
    }

    /** Boots the hosts, registers their nodes, and then starts the agents. */
    public SimulatedHosts start() {
      SimulatedHosts hosts = new SimulatedHosts(this);
      try {
        return hosts.start(this);
      } catch (RuntimeException e) {
        hosts.close();
        throw e;
      }
    }
  }
}
