package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import dev.bootc.rollout.testkit.kubelet.KubeletPlayer;
import dev.bootc.rollout.testkit.kubelet.KubeletSettings;
import dev.bootc.rollout.testkit.kubelet.NodeBlueprint;
import dev.bootc.rollout.testkit.kubelet.NodeNames;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Many nodes with their agents. Everything happens on one thread; writes are sent without waiting.
 * An agent acts on the BootcNode of its node alone, however it came to be.
 */
public final class LightFleet implements AutoCloseable {
  /** User agent of what agents write. */
  public static final String AGENTS = "bootc-fleet";

  /** User agent of what kubelets write. */
  public static final String KUBELETS = "bootc-fleet-kubelets";

  private final ApiWriter api;
  private final KubeletPlayer kubelets;
  private final FleetLoop loop;
  private final Map<String, String> labels;
  private final List<String> taints;
  private final NodeBlueprint.Size size;
  private final SortedMap<String, FleetNode> nodes;
  private final SharedIndexInformer<BootcNode> bootcNodes;

  private LightFleet(Builder builder) {
    api = ApiWriter.connect(builder.config, AGENTS);
    kubelets = KubeletPlayer.start(builder.config, builder.kubelets);
    loop = new FleetLoop();
    labels = builder.labels;
    taints = builder.taints;
    size = builder.size;
    SortedMap<String, FleetNode> created = new TreeMap<>();
    Surroundings surroundings =
        new Surroundings(
            loop, api, kubelets, builder.timing, builder.lateFailures, builder.listener);
    for (String name : NodeNames.of(builder.prefix, builder.count)) {
      created.put(name, new FleetNode(name, builder.bootedImage, surroundings));
    }
    nodes = Collections.unmodifiableSortedMap(created);
    bootcNodes = api.client().resources(BootcNode.class).runnableInformer(0);
  }

  /**
   * A fleet for the API server of that configuration.
   *
   * @param bootedImage {@code name@sha256:…}, which all nodes run at first
   */
  public static Builder builder(Config config, String bootedImage) {
    return new Builder(config, bootedImage);
  }

  private LightFleet start() {
    kubelets.register(nodes.values().stream().map(this::blueprint).toList());
    bootcNodes.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(BootcNode node) {
            with(node.getMetadata().getName(), found -> found.see(node));
          }

          @Override
          public void onUpdate(BootcNode before, BootcNode node) {
            onAdd(node);
          }

          @Override
          public void onDelete(BootcNode node, boolean unknown) {
            with(node.getMetadata().getName(), FleetNode::forget);
          }
        });
    if (taints.isEmpty()) {
      bootcNodes.run();
    } else {
      CompletionStage<Void> _ = bootcNodes.exceptionHandler((_, _) -> true).start();
    }
    return this;
  }

  /** Names of all nodes, in order. */
  public List<String> nodes() {
    return List.copyOf(nodes.keySet());
  }

  public void setFault(String node, NodeFault fault) {
    ask(node, found -> found.setFault(fault, true));
  }

  /** What the fault held up goes on. */
  public void clearFault(String node, NodeFault fault) {
    ask(node, found -> found.setFault(fault, false));
  }

  /** Reboots of the node since the start, each with a boot ID of its own. */
  public int reboots(String node) {
    return ask(node, found -> found.bootIds().size() - 1);
  }

  /** The present one is the last. */
  public List<String> bootIds(String node) {
    return ask(node, FleetNode::bootIds);
  }

  /** The image that the node runs, or ran before it went down. */
  public String bootedImage(String node) {
    return ask(node, FleetNode::booted);
  }

  /** A reboot that nobody in the cluster asked for; what is staged is applied. */
  public void reboot(String node) {
    ask(
        node,
        found -> {
          found.reboot();
          return true;
        });
  }

  /**
   * The kubelet of a node whose Node object was deleted registers it anew, as when it is started
   * again.
   *
   * @return false where the machine is down: its kubelet does not run then
   */
  public boolean registerAgain(String node) {
    return ask(
        node,
        found -> {
          if (!found.isDown()) {
            kubelets.register(List.of(blueprint(found)));
          }
          return !found.isDown();
        });
  }

  private NodeBlueprint blueprint(FleetNode node) {
    return new NodeBlueprint(node.name(), labels, taints, node.bootId(), size);
  }

  private void with(String name, Consumer<FleetNode> step) {
    FleetNode node = nodes.get(name);
    if (node != null) {
      loop.run(() -> step.accept(node));
    }
  }

  private <T> T ask(String name, Function<FleetNode, T> question) {
    FleetNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node \"" + name + "\" in this fleet");
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.run(() -> {
      try {
        answer.complete(question.apply(node));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer.join();
  }

  /** The nodes stay in the cluster as they are. */
  @Override
  public void close() {
    bootcNodes.close();
    loop.close();
    kubelets.close();
    api.close();
  }

  /**
   * What the fleet is like; without further word, 10 small nodes that take 200 ms for each step.
   */
  public static final class Builder {
    private final Config config;
    private final String bootedImage;
    private int count = 10;
    private String prefix = "node-";
    private Map<String, String> labels = Map.of();
    private List<String> taints = List.of();
    private NodeBlueprint.Size size = NodeBlueprint.Size.SMALL;
    private FleetTiming timing = FleetTiming.ofMillis(200, 200);
    private List<LateFailure> lateFailures = List.of();
    private KubeletSettings kubelets = KubeletSettings.fast(KUBELETS);
    private FleetListener listener = new FleetListener() {};

    private Builder(Config config, String bootedImage) {
      this.config = config;
      this.bootedImage = bootedImage;
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

    /**
     * Where pods really run, on other nodes: the taint keeps them off these, and the agents begin
     * once somebody has installed the product.
     */
    public Builder besideRealNodes(String taint) {
      taints = List.of(taint);
      return this;
    }

    public Builder size(NodeBlueprint.Size newSize) {
      size = newSize;
      return this;
    }

    public Builder timing(FleetTiming newTiming) {
      timing = newTiming;
      return this;
    }

    public Builder lateFailures(LateFailure... failures) {
      lateFailures = List.of(failures);
      return this;
    }

    public Builder kubelets(KubeletSettings settings) {
      kubelets = settings;
      return this;
    }

    public Builder listener(FleetListener newListener) {
      listener = newListener;
      return this;
    }

    /** Registers the nodes, a thousand in some seconds, and begins to play them. */
    public LightFleet start() {
      LightFleet fleet = new LightFleet(this);
      try {
        return fleet.start();
      } catch (RuntimeException e) {
        fleet.close();
        throw e;
      }
    }
  }
}
