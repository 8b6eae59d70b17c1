package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.kubelet.KubeletPlayer;
import dev.bootc.rollout.testkit.kubelet.KubeletSettings;
import dev.bootc.rollout.testkit.servers.AuditLog;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.drain.EvictionAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Drain.Outcome;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node with a played kubelet, a scheduler that knows it, and a namespace for its pods. */
final class DrainScene implements AutoCloseable {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  final NodeScene scene;
  final NodeSteps steps;

  /** Of another process, which has not seen the node empty. */
  final NodeSteps otherSteps;

  final Evictions evictions;
  final String namespace;
  final List<String> heartbeats = new CopyOnWriteArrayList<>();
  private final ControlPlane plane;
  private final KubernetesClient client;
  private final KubeletPlayer kubelets;
  private final TestActivityEnvironment temporal;
  private final NodeWaitActivities waits;

  DrainScene(ControlPlane plane) {
    this.plane = plane;
    scene = new NodeScene(plane);
    namespace = "drain-" + scene.ref.node();
    Config config = new ConfigBuilder(plane.adminConfig()).withRequestRetryBackoffLimit(0).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    OwnWrites ownWrites = new OwnWrites();
    scene.cluster.listen(ownWrites);
    NodeWrites writes = new NodeWrites(client, ownWrites);
    SlotHolders slots = new SlotHolders(scene.cluster, writes, ownWrites);
    evictions = new Evictions(client, scene.cluster);
    steps = steps(writes, slots);
    otherSteps = steps(writes, slots);
    temporal = TestActivityEnvironment.newInstance();
    temporal.registerActivitiesImplementations(
        new NodeWaits(
            scene.cluster,
            writes,
            releases(writes),
            evictions,
            slots,
            new GateQuestions(client),
            Clock.systemUTC()));
    temporal.setActivityHeartbeatListener(String.class, heartbeats::add);
    waits =
        temporal.newActivityStub(
            NodeWaitActivities.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(5))
                .setHeartbeatTimeout(Duration.ofSeconds(2))
                .build());
    kubelets = KubeletPlayer.start(plane.adminConfig(), KubeletSettings.fast("kubelet of a drain"));
    openTheNode();
  }

  private NodeSteps steps(NodeWrites writes, SlotHolders slots) {
    return new NodeSteps(
        scene.cluster,
        writes,
        new Cordons(client),
        evictions,
        new GateQuestions(client),
        slots,
        releases(writes),
        PoolActivities.admissions(scene.cluster, OverallLimit.NONE, Clock.systemUTC()),
        Clock.systemUTC());
  }

  private Releases releases(NodeWrites writes) {
    return new Releases(writes, new Cordons(client), Clock.systemUTC());
  }

  private void openTheNode() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    client
        .nodes()
        .withName(scene.ref.node())
        .subresource("status")
        .patch(
            MERGE,
            """
            {"status":{"capacity":{"pods":"500","cpu":"64","memory":"64Gi"},
            "allocatable":{"pods":"500","cpu":"64","memory":"64Gi"}}}
            """);
    patchNode("{\"metadata\":{\"labels\":{\"drained\":\"" + scene.ref.node() + "\"}}}");
    kubelets.up(scene.ref.node(), "boot-1").join();
  }

  /** Pods that run on the node only. */
  void deployment(String app, int replicas, boolean toleratesEverything) {
    String everything = "\"tolerations\":[{\"operator\":\"Exists\"}],";
    deployment(app, replicas, toleratesEverything ? everything : "");
  }

  /** One pod, of which more is said. */
  void deploymentWith(String app, String spec) {
    deployment(app, 1, spec);
  }

  private void deployment(String app, int replicas, String spec) {
    create(
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
        "metadata":{"name":"%1$s","namespace":"%2$s"},
        "spec":{"replicas":%3$d,"selector":{"matchLabels":{"app":"%1$s"}},
        "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{
        "nodeSelector":{"drained":"%4$s"},"terminationGracePeriodSeconds":1,
        %5$s"containers":[{"name":"c","image":"registry.example.com/pause:1"}]}}}}
        """
            .formatted(app, namespace, replicas, scene.ref.node(), spec));
    awaitRunning(app, replicas);
  }

  void awaitRunning(String app, int replicas) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() ->
            assertThat(pods())
                .filteredOn(pod -> app.equals(pod.getMetadata().getLabels().get("app")))
                .filteredOn(pod -> "Running".equals(pod.getStatus().getPhase()))
                .hasSize(replicas));
  }

  /** A budget that never lets a pod go. */
  void budgetOfZero(String name, String app) {
    create(
        """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget",
        "metadata":{"name":"%s","namespace":"%s"},
        "spec":{"maxUnavailable":0,"selector":{"matchLabels":{"app":"%s"}}}}
        """
            .formatted(name, namespace, app));
    await()
        .untilAsserted(() ->
            assertThat(budget(name).get().getStatus())
                .isNotNull()
                .matches(status -> status.getExpectedPods() > 0));
  }

  void deleteBudget(String name) {
    budget(name).delete();
  }

  private Resource<PodDisruptionBudget> budget(String name) {
    return client.policy().v1().podDisruptionBudget().inNamespace(namespace).withName(name);
  }

  void create(String json) {
    client.resource(json).create();
  }

  /** A pod that nothing would bring back, with its own name as the label {@code app}. */
  void barePod(String name, String metadata, String spec) {
    create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{%3$s"name":"%1$s","namespace":"%2$s",
        "labels":{"app":"%1$s"}},
        "spec":{%4$s"nodeName":"%5$s","terminationGracePeriodSeconds":1,
        "containers":[{"name":"c","image":"registry.example.com/pause:1"}]}}
        """
            .formatted(name, namespace, metadata, spec, scene.ref.node()));
    awaitRunning(name, 1);
  }

  /** One pod of a Job on the node. */
  void job(String name) {
    create(
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%1$s","namespace":"%2$s"},
        "spec":{"template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"restartPolicy":"Never",
        "nodeSelector":{"drained":"%3$s"},
        "containers":[{"name":"c","image":"registry.example.com/work:1"}]}}}}
        """
            .formatted(name, namespace, scene.ref.node()));
    awaitRunning(name, 1);
  }

  /** The pods of that app have done their work. */
  void completes(String app) {
    client
        .pods()
        .inNamespace(namespace)
        .withLabel("app", app)
        .resources()
        .forEach(pod ->
            pod.subresource("status").patch(MERGE, "{\"status\":{\"phase\":\"Succeeded\"}}"));
  }

  /** With the name of the namespace. */
  void priorityClass(int value) {
    create(
        """
        {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"%s"},
        "value":%d}
        """
            .formatted(namespace, value));
  }

  /** A claim to a volume that is on this node only. */
  void localVolume(String name) {
    create(
        """
        {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%1$s"},
        "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
        "persistentVolumeReclaimPolicy":"Retain","storageClassName":"none",
        "local":{"path":"/data"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{
        "matchExpressions":[{"key":"drained","operator":"In","values":["%2$s"]}]}]}}}}
        """
            .formatted(namespace, scene.ref.node()));
    create(
        """
        {"apiVersion":"v1","kind":"PersistentVolumeClaim",
        "metadata":{"name":"%1$s","namespace":"%2$s"},
        "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"none","volumeName":"%2$s",
        "resources":{"requests":{"storage":"1Gi"}}}}
        """
            .formatted(name, namespace));
  }

  /** A volume is attached to the node, and stays so until it is detached. */
  void attach(String volume) {
    create(
        """
        {"apiVersion":"storage.k8s.io/v1","kind":"VolumeAttachment","metadata":{"name":"%1$s"},
        "spec":{"attacher":"csi.example.com","nodeName":"%2$s",
        "source":{"persistentVolumeName":"pv-%1$s"}}}
        """
            .formatted(volume, scene.ref.node()));
  }

  void detach(String volume) {
    client.storage().v1().volumeAttachments().withName(volume).delete();
  }

  /** As pods are told to end from now on. */
  List<Long> gracePeriodsOfPods() {
    List<Long> graces = new CopyOnWriteArrayList<>();
    client
        .pods()
        .inNamespace(namespace)
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(Pod pod) {}

              @Override
              public void onUpdate(Pod before, Pod pod) {
                Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
                if (grace != null) {
                  graces.add(grace);
                }
              }

              @Override
              public void onDelete(Pod pod, boolean unknown) {}
            });
    return graces;
  }

  Node node() {
    return client.nodes().withName(scene.ref.node()).get();
  }

  /** Nobody may evict a pod of the namespace, since nobody answers who is asked whether. */
  void webhookThatIsDown() {
    create(
        """
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration",
        "metadata":{"name":"%1$s"},"webhooks":[{"name":"down.example.com",
        "clientConfig":{"url":"https://127.0.0.1:1/"},"sideEffects":"None","timeoutSeconds":1,
        "admissionReviewVersions":["v1"],"namespaceSelector":{"matchLabels":{
        "kubernetes.io/metadata.name":"%1$s"}},"rules":[{"apiGroups":[""],"apiVersions":["v1"],
        "operations":["CREATE"],"resources":["pods/eviction"]}]}]}
        """
            .formatted(namespace));
    await()
        .untilAsserted(() -> {
          EvictionAnswer answer =
              evictions.evict(
                  evictions.listed(scene.ref.node(), PoolDrain.UNSET).getFirst(),
                  DrainPolicy.UNSET);
          assertThat(answer).isInstanceOf(EvictionAnswer.Refused.class);
        });
  }

  /** Until the pool is seen to say so. */
  void drainPolicy(Duration timeout, Map<String, ?> drain) {
    scene.pool.editDrain(timeout, drain);
    awaitPoolSeen();
  }

  /** The same without an end. */
  void drainPolicy(Map<String, ?> drain) {
    scene.pool.editDrain(drain);
    awaitPoolSeen();
  }

  private void awaitPoolSeen() {
    await()
        .untilAsserted(() ->
            assertThat(scene.cluster.pool(scene.ref.pool()).map(pool -> pool.getSpec().rollout()))
                .isEqualTo(scene.pool.read().map(pool -> pool.getSpec().rollout())));
  }

  /** Takes the finalizers off all pods. */
  void releasePods() {
    pods()
        .forEach(pod -> client.resource(pod).patch(MERGE, "{\"metadata\":{\"finalizers\":null}}"));
  }

  List<Pod> pods() {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  void deletePod(String name) {
    client.pods().inNamespace(namespace).withName(name).delete();
  }

  void cordon(boolean cordon) {
    patchNode("{\"spec\":{\"unschedulable\":" + (cordon ? "true" : "null") + "}}");
  }

  private void patchNode(String patch) {
    client.nodes().withName(scene.ref.node()).patch(MERGE, patch);
  }

  void patchBootcNode(String patch) {
    client.resources(BootcNode.class).withName(scene.ref.node()).patch(MERGE, patch);
  }

  NodeAnswer.Slot takeSlot() {
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, NodeScene.NEW);
    scene.awaitBootcNode(NodeFacts::holdsSlot);
    return answer;
  }

  CompletableFuture<NodeAnswer.Drain> drain() {
    return CompletableFuture.supplyAsync(() -> waits.drain(scene.ref));
  }

  void awaitSaid(String text) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(heartbeats).anySatisfy(said -> assertThat(said).contains(text)));
  }

  /** How often the Eviction API was asked for a pod of the scene since then. */
  long evictionsAskedForSince(Instant then) {
    return AuditLog.read(plane.auditLog()).since(then).requests().stream()
        .filter(request -> request.resource().equals("pods/eviction"))
        .filter(request -> request.namespace().equals(namespace))
        .count();
  }

  /** How often a pod of the scene was to be deleted since then, and not by its kubelet. */
  long deletionsAskedForSince(Instant then) {
    return AuditLog.read(plane.auditLog()).since(then).requests().stream()
        .filter(request -> request.resource().equals("pods"))
        .filter(request -> request.verb().equals("delete"))
        .filter(request -> request.namespace().equals(namespace))
        .filter(request -> request.userAgent().startsWith("fabric8"))
        .count();
  }

  @Override
  public void close() {
    scene.close();
    temporal.close();
    kubelets.close();
    client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(namespace)
        .delete();
    client.persistentVolumeClaims().inNamespace(namespace).delete();
    client.persistentVolumes().withName(namespace).delete();
    client.scheduling().v1().priorityClasses().withName(namespace).delete();
    releasePods();
    client.batch().v1().jobs().inNamespace(namespace).delete();
    client.apps().deployments().inNamespace(namespace).delete();
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  /** Until it is over. */
  static void assertEnds(CompletableFuture<NodeAnswer.Drain> drain, Outcome outcome) {
    assertThat(drain)
        .succeedsWithin(Duration.ofMinutes(1))
        .extracting(NodeAnswer.Drain::outcome)
        .isEqualTo(outcome);
  }
}
