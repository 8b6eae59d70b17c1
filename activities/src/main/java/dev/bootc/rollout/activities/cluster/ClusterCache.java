package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The one set of informers of this process: Nodes (trimmed), BootcNodes, pools, and pods that no
 * node has been chosen for. What it returns may be a moment old and must not be changed by the
 * caller.
 */
public final class ClusterCache implements AutoCloseable {
  /** A page of 100 Nodes is about 2.5 MB of JSON, which bounds the peak of memory at start. */
  private static final long PAGE = 100L;

  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<BootcNode> bootcNodes;
  private final SharedIndexInformer<BootcNodePool> pools;
  private final ApiServerOutages outages;
  private final UnscheduledPods unscheduledPods;
  private final Lifelines lifelines;
  private final Informers informers;
  private final StoreWrites writes = new StoreWrites();
  private final Changes changes = new Changes();
  private final News news = new News(this, changes);

  /**
   * Told of every change after the cache knows it; of the kinds that it says nothing about it does
   * not want to know. Must return at once.
   */
  public interface Listener {
    /** A Node was added, changed or deleted. */
    default void nodeChanged(Node node) {}

    /** A BootcNode was added, changed or deleted. */
    default void bootcNodeChanged(BootcNode node) {}

    /** A pool was added, changed or deleted. */
    default void poolChanged(BootcNodePool pool) {}
  }

  private ClusterCache(KubernetesClient client, ApiServerOutages outages) {
    this.outages = outages;
    unscheduledPods = new UnscheduledPods(client, changes);
    lifelines = new Lifelines(client);
    nodes =
        client
            .nodes()
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new NotingStore<>(Trims::node, writes))
            .addEventHandler(news.ofNodes());
    bootcNodes =
        client
            .resources(BootcNode.class)
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new NotingStore<>(Trims::bootcNode, writes))
            .addEventHandler(news.ofBootcNodes());
    pools =
        client.resources(BootcNodePool.class).runnableInformer(0).addEventHandler(news.ofPools());
    List<SharedIndexInformer<Pod>> pods = new ArrayList<>(lifelines.informers());
    pods.add(unscheduledPods.informer());
    informers = new Informers(List.of(nodes, bootcNodes, pools), pods);
  }

  /**
   * Starts the informers and returns once each has its first list; waits for an API server that is
   * not there yet.
   *
   * @param outages those that this client meets
   */
  public static ClusterCache start(KubernetesClient client, ApiServerOutages outages) {
    ClusterCache cache = new ClusterCache(client, outages);
    cache.informers.start();
    return cache;
  }

  public Changes changes() {
    return changes;
  }

  /** What of Nodes and BootcNodes changes here from now on. */
  public TouchedNames touchedNames() {
    return writes.read();
  }

  public void listen(Listener listener) {
    news.listen(listener);
  }

  public void forget(Listener listener) {
    news.forget(listener);
  }

  /** Name of the pool that controls the node. */
  public static Optional<String> poolOf(BootcNode node) {
    return ownerOf(node).map(OwnerReference::getName);
  }

  /** UID of the pool that controls the node. */
  public static Optional<String> poolUidOf(BootcNode node) {
    return ownerOf(node).map(OwnerReference::getUid);
  }

  /** Whether that very pool controls the node, and not an earlier one of its name. */
  public static boolean isOf(BootcNode node, String poolUid) {
    return poolUidOf(node).filter(poolUid::equals).isPresent();
  }

  private static Optional<OwnerReference> ownerOf(BootcNode node) {
    // No stream: this is asked of every node at every look at a pool.
    for (OwnerReference owner : node.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController()) && "BootcNodePool".equals(owner.getKind())) {
        return Optional.of(owner);
      }
    }
    return Optional.empty();
  }

  public List<Node> nodes() {
    return nodes.getStore().list();
  }

  public Optional<Node> node(String name) {
    return Optional.ofNullable(nodes.getStore().getByKey(name));
  }

  public List<BootcNode> bootcNodes() {
    return bootcNodes.getStore().list();
  }

  /**
   * The nodes of a pool. Found among all, since the library's index takes an object out for a
   * moment while it changes: a node in its slot would not be counted just then, and its place given
   * away.
   */
  public List<BootcNode> bootcNodesOf(String pool) {
    return bootcNodes().stream()
        .filter(node -> poolOf(node).filter(pool::equals).isPresent())
        .toList();
  }

  public Optional<BootcNode> bootcNode(String name) {
    return Optional.ofNullable(bootcNodes.getStore().getByKey(name));
  }

  /** Whether the cache has this object, a later state of it, or none of its UID any more. */
  public boolean isAsNewAs(BootcNode written) {
    return bootcNode(written.getMetadata().getName())
        .filter(seen ->
            Objects.equals(seen.getMetadata().getUid(), written.getMetadata().getUid())
                && Long.parseLong(seen.getMetadata().getResourceVersion())
                    < Long.parseLong(written.getMetadata().getResourceVersion()))
        .isEmpty();
  }

  /**
   * The pods that a rollout itself runs on: of each its name, its node, and whether it is Ready.
   */
  public List<Pod> lifelines() {
    return lifelines.all();
  }

  public List<BootcNodePool> pools() {
    return pools.getStore().list();
  }

  public Optional<BootcNodePool> pool(String name) {
    return Optional.ofNullable(pools.getStore().getByKey(name));
  }

  /**
   * To be called once a Node is cordoned, before its pods are looked at: returns when no scheduler
   * can bind a pod to it any more for not having heard of the cordon, as long as the API server has
   * not been away lately.
   *
   * @throws Changes.WorkerStopping once the worker stops
   */
  public void awaitBindings() {
    unscheduledPods.awaitBindings();
  }

  /**
   * For how long a scheduler may not have heard of a cordon yet after an outage; zero usually.
   *
   * @param cordoned when, by {@link System#nanoTime}, or later
   */
  public Duration untilSchedulersHaveHeardOf(long cordoned) {
    return outages.untilOthersHaveHeardOf(cordoned);
  }

  /** Whether all informers are connected. */
  public boolean isWatching() {
    return informers.areWatching();
  }

  /**
   * To be called by whoever waits for a change, at every look.
   *
   * @throws IllegalStateException once the API server has not told this process of changes for a
   *     while; a short pause, as when a watch is begun anew, is none
   */
  public void requireWatchingLately() {
    Informers.require(!isBlind());
  }

  /** Whether the API server has not told this process of changes for a while. */
  public boolean isBlind() {
    return informers.areBlind();
  }

  long poolsVersion() {
    return Informers.version(pools);
  }

  long bootcNodesVersion() {
    return Informers.version(bootcNodes);
  }

  long nodesVersion() {
    return Informers.version(nodes);
  }

  /**
   * To be called before a decision that an old view would make wrong.
   *
   * @throws IllegalStateException while the API server does not tell this process of changes;
   *     another process may do better, or this one a moment later
   */
  public void requireWatching() {
    Informers.require(isWatching());
  }

  /** Stops the informers; whoever waits on {@link #changes()} gives up at once. */
  @Override
  public void close() {
    changes.stop();
    informers.close();
  }
}
