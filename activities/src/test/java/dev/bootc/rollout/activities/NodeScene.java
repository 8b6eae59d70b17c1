package dev.bootc.rollout.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.PoolWishes;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeRef;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A pool with one node on the real API server; nobody plays the agent or the kubelet. */
public final class NodeScene implements AutoCloseable {
  public static final String OLD = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  public static final String NEW = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final HttpRequest WATCH =
      new StandardHttpRequest.Builder().uri("https://api.example.com/?watch=true").build();

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  public final KubernetesClient client;
  public final ApiServerOutages outages = new ApiServerOutages();
  public final ClusterCache cluster;
  public final NodeRef ref;
  public final UserPool pool;

  public NodeScene(ControlPlane plane) {
    ChartInstallation.on(plane);
    client = plane.adminClient();
    String run = UUID.randomUUID().toString().substring(0, 8);
    pool = new UserPool(client, "pool-" + run);
    pool.create(Map.of("run", run), NEW, 1);
    String uid = pool.read().orElseThrow().getMetadata().getUid();
    ref = new NodeRef("pool-" + run, uid, "node-" + run);
    createNode();
    createBootcNode();
    cluster = ClusterCache.start(client, outages);
  }

  private void createNode() {
    client
        .resource(new NodeBuilder().withNewMetadata().withName(ref.node()).endMetadata().build())
        .create();
    patchNodeStatus(
        """
        {"status":{"nodeInfo":{"bootID":"boot-1","architecture":"amd64","containerRuntimeVersion":"x",
        "kernelVersion":"x","kubeProxyVersion":"x","kubeletVersion":"x","machineID":"x",
        "operatingSystem":"linux","osImage":"x","systemUUID":"x"},
        "conditions":[{"type":"Ready","status":"True"}]}}
        """);
  }

  private void createBootcNode() {
    BootcNodePool owner = pool.read().orElseThrow();
    BootcNode node = new BootcNode();
    node.setMetadata(
        new ObjectMetaBuilder()
            .withName(ref.node())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .withController(true)
                    .build())
            .build());
    node.setSpec(new BootcNodeSpec(NEW, DesiredImageState.STAGED, null, null, null, null));
    client.resource(node).create();
    reportsStaged();
  }

  /** The agent has staged the new image. */
  public void reportsStaged() {
    report(OLD, "False", "Staged", "False");
  }

  /** The agent gives up. */
  public void reportsDegraded() {
    report(OLD, "False", "Staged", "True");
  }

  /** The agent runs the new image. */
  public void reportsUpdated() {
    report(NEW, "True", "Idle", "False");
  }

  /** The agent has read the spec of that generation. */
  public void reportsGeneration(long generation) {
    client
        .resources(BootcNode.class)
        .withName(ref.node())
        .subresource("status")
        .patch(MERGE, "{\"status\":{\"observedGeneration\":%d}}".formatted(generation));
    awaitBootcNode(node ->
        node.getStatus() != null
            && Long.valueOf(generation).equals(node.getStatus().observedGeneration()));
  }

  /** The agent is about to reboot. */
  public void reportsRebooting() {
    report(OLD, "False", "Rebooting", "False");
  }

  private void report(String booted, String idle, String reason, String degraded) {
    client
        .resources(BootcNode.class)
        .withName(ref.node())
        .subresource("status")
        .patch(
            MERGE,
            """
            {"status":{"booted":{"image":"%s","imageDigest":"%s"},"conditions":[
            {"type":"Idle","status":"%s","reason":"%s","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"},
            {"type":"Degraded","status":"%s","reason":"Error","message":"disk full","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """
                .formatted(
                    booted, booted.substring(booted.indexOf('@') + 1), idle, reason, degraded));
  }

  /** The node has booted anew. */
  public void bootId(String bootId) {
    patchNodeStatus("{\"status\":{\"nodeInfo\":{\"bootID\":\"" + bootId + "\"}}}");
    awaitNode(node -> node.getStatus().getNodeInfo().getBootID().equals(bootId));
  }

  private void patchNodeStatus(String patch) {
    client.nodes().withName(ref.node()).subresource("status").patch(MERGE, patch);
  }

  /** A pod on the node. */
  public void pod(boolean ofADaemonSet) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("on-" + ref.node())
                .withNamespace("default")
                .withOwnerReferences(
                    new OwnerReferenceBuilder()
                        .withApiVersion("apps/v1")
                        .withKind(ofADaemonSet ? "DaemonSet" : "ReplicaSet")
                        .withName("shop")
                        .withUid(UUID.randomUUID().toString())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .withNodeName(ref.node())
                .addNewContainer()
                .withName("main")
                .withImage("registry.example.com/shop/web:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /** Somebody deletes it, and the operator makes it again. */
  public void bootcNodeIsMadeAnew() {
    client.resources(BootcNode.class).withName(ref.node()).delete();
    createBootcNode();
    awaitBootcNode(node ->
        node.getMetadata().getUid().equals(bootcNode().getMetadata().getUid())
            && node.getStatus() != null);
  }

  /** A watch is being tried for. */
  public void apiServerIsAway() {
    outages.before(new StandardHttpRequest.Builder(), WATCH, new NoTags());
  }

  private static final class NoTags implements Interceptor.RequestTags {
    @Override
    public <T> @Nullable T getTag(Class<T> type) {
      return null;
    }
  }

  /** The watch has begun anew. */
  public void apiServerIsBack() {
    outages.after(WATCH, new WebSocketUpgradeResponse(WATCH, SWITCHING_PROTOCOLS), (_, _) -> {});
  }

  /** It is restored from a backup, with an owner that a pool of the same name has replaced. */
  public void bootcNodeIsOfAnEarlierPoolOfTheName() {
    BootcNode earlier = bootcNode();
    earlier
        .getMetadata()
        .getOwnerReferences()
        .get(0)
        .setUid("00000000-0000-0000-0000-000000000000");
    client.resource(earlier).update();
    // Kubernetes' own garbage collector may be quicker.
    await()
        .until(() ->
            cluster
                .bootcNode(ref.node())
                .flatMap(ClusterCache::poolUidOf)
                .filter(ref.poolUid()::equals)
                .isEmpty());
  }

  /** Those on the node. */
  public List<Pod> pods() {
    return client.pods().inAnyNamespace().withField("spec.nodeName", ref.node()).list().getItems();
  }

  /** Somebody deletes it, and another machine registers under the name. */
  public void nodeIsMadeAnew() {
    client.nodes().withName(ref.node()).delete();
    createNode();
    awaitNode(node -> node.getMetadata().getUid().equals(node().getMetadata().getUid()));
  }

  /** Karpenter made the machine. */
  public void nodeIsKarpenters() {
    client
        .nodes()
        .withName(ref.node())
        .patch(
            MERGE,
            """
            {"metadata":{"ownerReferences":[{"apiVersion":"karpenter.sh/v1","kind":"NodeClaim",
            "name":"claim","uid":"a-claim","blockOwnerDeletion":true}]}}
            """);
    awaitNode(node -> !node.getMetadata().getOwnerReferences().isEmpty());
  }

  /** As the API server has it. */
  public BootcNode bootcNode() {
    return client.resources(BootcNode.class).withName(ref.node()).require();
  }

  /** As the API server has it. */
  public Node node() {
    return client.nodes().withName(ref.node()).require();
  }

  /** Waits until the cache shows it. */
  public void awaitBootcNode(Predicate<BootcNode> shows) {
    await().untilAsserted(() -> assertThat(cluster.bootcNode(ref.node())).get().matches(shows));
  }

  /** Waits until the cache shows it. */
  public void awaitNode(Predicate<Node> shows) {
    await().untilAsserted(() -> assertThat(cluster.node(ref.node())).get().matches(shows));
  }

  /** Waits until the cache shows that the pool asks for the image. */
  public void poolAsksFor(String image) {
    pool.editImage(image);
    await().until(() -> PoolWishes.of(cluster, ref.pool(), Instant.now()).asksFor(image));
  }

  /** Waits until the cache shows that the pool is paused by its field. */
  public void poolIsPaused() {
    pool.editPaused(true);
    await()
        .untilAsserted(
            () -> assertThat(cluster.pool(ref.pool())).get().matches(NodeScene::isPaused));
  }

  private static boolean isPaused(BootcNodePool pool) {
    RolloutSpec limits = pool.getSpec().rollout();
    return limits != null && Boolean.TRUE.equals(limits.paused());
  }

  @Override
  public void close() {
    cluster.close();
    client.pods().inNamespace("default").withName("on-" + ref.node()).withGracePeriod(0).delete();
    client.resources(BootcNode.class).withName(ref.node()).delete();
    client.nodes().withName(ref.node()).delete();
    pool.delete();
  }
}
