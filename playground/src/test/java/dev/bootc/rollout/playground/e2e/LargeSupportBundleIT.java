package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.playground.e2e.KubectlBootc.Said;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is collected for support from a cluster of thousands of nodes, each with an agent. */
@Tag("thorough")
class LargeSupportBundleIT {
  private static final Logger LOG = LoggerFactory.getLogger(LargeSupportBundleIT.class);
  private static final int NODES = 5_000;
  private static final int EVENTS = 3_000;

  /** Nodes whose kubelet takes connections and says nothing. */
  private static final int DOWN = 20;

  private static final int WRITERS = 16;
  private static final Duration QUICK = Duration.ofSeconds(90);
  private static final long SMALL = 100_000_000;

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final String DIGEST = "sha256:" + "1".repeat(64);

  private static final String POOL =
      """
      apiVersion: node.bootc.dev/v1alpha1
      kind: BootcNodePool
      metadata: {name: workers}
      spec:
        nodeSelector: {matchLabels: {pool: workers}}
        image: {ref: "registry.example.com/os/node@%1$s"}
      status:
        observedGeneration: 1
        targetDigest: "%1$s"
        rollout:
          phase: Rolling
          digest: "%1$s"
          message: "4980/5000 updated; 20 in flight"
          inFlight: [%2$s]
          waiting: []
          failed: []
          blockedBy: []
        conditions: []
        blockedBy: []
      """
          .formatted(
              DIGEST,
              String.join(
                  ", ",
                  IntStream.range(0, 20)
                      .mapToObj("{node: worker-%04d, state: rebooting}"::formatted)
                      .toList()));

  private static final String NODE =
      """
      apiVersion: node.bootc.dev/v1alpha1
      kind: BootcNode
      metadata: {name: "%%s"}
      spec: {desiredImage: "registry.example.com/os/node@%1$s", desiredImageState: Booted}
      status:
        observedGeneration: 1
        booted: {image: "registry.example.com/os/node@%1$s", imageDigest: "%1$s", version: "43.20261101.0", architecture: amd64}
        rollback: {image: "registry.example.com/os/node@%1$s", imageDigest: "%1$s", version: "43.20261001.0", architecture: amd64}
        conditions:
        - {type: Idle, status: "True", reason: Idle, message: "runs what it is to run", lastTransitionTime: "2026-01-01T12:00:00Z"}
        - {type: Degraded, status: "False", reason: Healthy, message: "", lastTransitionTime: "2026-01-01T12:00:00Z"}
      """
          .formatted(DIGEST);

  @TempDir Path directory;

  @Test
  void shouldBeWrittenSoonAndWithinBoundsWhenThereAreThousandsOfNodes() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, DOWN, InetAddress.getLoopbackAddress());
        ControlPlane plane =
            ControlPlane.builder().withoutControllerManager().withoutScheduler().start()) {
      // Given
      ChartInstallation.on(plane);
      fill(plane.adminClient());
      for (int number = 0; number < DOWN; number++) {
        create(plane.adminClient(), down(number, silent.getLocalPort()), Node.class);
      }
      Path folder = directory.resolve("bundle");
      Instant began = Instant.now();

      // When
      Said said =
          new KubectlBootc(plane.adminKubeconfig()).launch("support-bundle", folder.toString());

      // Then
      Duration took = Duration.between(began, Instant.now());
      LOG.atInfo()
          .addKeyValue("nodes", NODES)
          .addKeyValue("took", took)
          .addKeyValue("bytes", size(folder))
          .log("the bundle is written");
      assertThat(said.code()).as(said.said()).isZero();
      assertThat(took).isLessThan(QUICK);
      assertThat(size(folder)).isLessThan(SMALL);
      assertThat(items(folder.resolve("bootcnodes.json"))).isEqualTo(NODES);
      assertThat(items(folder.resolve("events.json"))).isEqualTo(2_000);
      assertThat(said.said())
          .contains(
              "not read: log of pod bootc-rollout-system-agent/bootc-rollout-agent-worker-0019 on node",
              "left out: logs of 4980 agents of nodes that no pool names",
              "left out: 1000 Events that are older than the newest 2000");
    }
  }

  private static void fill(KubernetesClient admin) throws Exception {
    for (String namespace : List.of("default", ChartInstallation.AGENT_NAMESPACE)) {
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .createOr(each -> each.update());
      admin
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName("default")
                  .withNamespace(namespace)
                  .endMetadata()
                  .build())
          .createOr(each -> each.update());
    }
    create(admin, POOL, BootcNodePool.class);
    each(
        NODES,
        number -> {
          String name = "worker-%04d".formatted(number);
          create(admin, NODE.formatted(name), BootcNode.class);
          create(admin, agent(name), Pod.class);
        });
    each(EVENTS, number -> create(admin, event(number), Event.class));
  }

  private static String time(int second) {
    return Instant.parse("2026-01-01T12:00:00.000001Z").plusSeconds(second).toString();
  }

  private static <T extends HasMetadata> void create(
      KubernetesClient admin, String yaml, Class<T> kind) {
    T object = YAML.unmarshal(yaml, kind);
    T created = admin.resource(object).create();
    if (!kind.equals(Event.class)) {
      object.getMetadata().setResourceVersion(created.getMetadata().getResourceVersion());
      admin.resource(object).updateStatus();
    }
  }

  private static void each(int count, IntConsumer what) throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<? extends Future<?>> all =
          IntStream.range(0, count)
              .mapToObj(number -> writers.submit(() -> what.accept(number)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static int items(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile()).path("items").size();
  }

  private static String agent(String node) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: "bootc-rollout-agent-%s"
      namespace: "%s"
      labels: {app.kubernetes.io/part-of: bootc-rollout, app.kubernetes.io/component: agent}
    spec:
      nodeName: "%s"
      volumes:
      - {name: host, hostPath: {path: /}}
      - {name: run, hostPath: {path: /run/ostree}}
      containers:
      - name: agent
        image: registry.example.com/bootc-rollout-agent:0.1.0
        args: [--http-port=8080, --log-format=json]
        env:
        - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: BOOTC_ROLLOUT_HOST_POLL_SECONDS, value: "300"}
        volumeMounts:
        - {name: host, mountPath: /host}
        - {name: run, mountPath: /run/ostree}
        readinessProbe: {httpGet: {path: /readyz, port: 8080}, periodSeconds: 10}
        livenessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 30}
        securityContext: {privileged: true}
        resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {memory: 128Mi}}
    status:
      phase: Running
      conditions:
      - {type: Ready, status: "True", lastTransitionTime: "2026-01-01T12:00:00Z"}
      containerStatuses:
      - {name: agent, ready: true, restartCount: 0, image: "registry.example.com/bootc-rollout-agent:0.1.0", imageID: "", state: {running: {startedAt: "2026-01-01T12:00:00Z"}}}
    """
        .formatted(node, ChartInstallation.AGENT_NAMESPACE, node);
  }

  private static String down(int number, int port) {
    return """
    apiVersion: v1
    kind: Node
    metadata: {name: worker-%04d}
    status:
      addresses: [{type: InternalIP, address: 127.0.0.1}]
      daemonEndpoints: {kubeletEndpoint: {Port: %d}}
    """
        .formatted(number, port);
  }

  private static String event(int number) {
    return """
    apiVersion: v1
    kind: Event
    metadata: {name: "worker.%d", namespace: default}
    involvedObject: {apiVersion: node.bootc.dev/v1alpha1, kind: BootcNode, name: worker-%04d}
    type: Normal
    reason: NodeUpdated
    action: Update
    message: "runs what it is to run"
    eventTime: "%s"
    reportingComponent: bootc.dev/bootc-rollout-operator
    reportingInstance: operator-0
    """
        .formatted(number, number, time(number));
  }
}
