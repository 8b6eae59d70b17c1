package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What somebody sees who asks kubectl and nothing else. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardIT {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("dashboard")
          .withForce(true)
          .build();

  private final ControlPlane plane;

  DashboardIT(ControlPlane plane) {
    this.plane = plane;
    ChartInstallation.on(plane);
  }

  @Test
  void shouldReadLikeADashboardWhenKubectlListsPoolsAndNodes() throws Exception {
    // Given
    String uid =
        applyWithStatus(
                """
                apiVersion: node.bootc.dev/v1alpha1
                kind: BootcNodePool
                metadata: {name: dashboard, labels: {test: dashboard}}
                spec:
                  nodeSelector: {matchLabels: {no: node}}
                  image: {ref: r.example.com/node:1}
                status:
                  targetDigest: sha256:1
                  nodeCount: 3
                  updatedCount: 1
                  updatingCount: 1
                  degradedCount: 1
                  conditions:
                    - {type: UpToDate, status: "False", lastTransitionTime: "2026-11-22T11:00:00Z", reason: RolloutInProgress, message: 1/3 updated}
                    - {type: Degraded, status: "True", lastTransitionTime: "2026-11-22T11:00:00Z", reason: NodeDegraded, message: "worker-2: disk full"}
                  blockedBy:
                    - {kind: DrainBlocked, object: Pod/shop/db-0, message: not evicted, nextAction: kubectl get pdb -n shop}
                  rollout: {phase: Rolling, message: draining dashboard-1}
                """)
            .getMetadata()
            .getUid();
    applyWithStatus(node(uid, "dashboard-1", "Staged", "waits for its reboot", "False", "Healthy"));
    applyWithStatus(node(uid, "dashboard-2", "Staging", "42 %", "True", "Error"));
    // When
    List<String> lines = kubectl("get", "bnp,bn", "--selector", "test=dashboard");
    // Then
    assertThat(lines)
        .satisfiesExactly(
            header ->
                assertThat(header)
                    .matches(
                        "NAME +NODES +UPDATED +UPDATING +DEGRADED +PHASE +BLOCKED +HEALTH +WHY +PROBLEM +AGE"),
            pool ->
                assertThat(pool)
                    .matches(
                        "\\S+/dashboard +3 +1 +1 +1 +Rolling +DrainBlocked +NodeDegraded +draining dashboard-1 +worker-2: disk full +\\d+m?s"),
            blank -> assertThat(blank).isBlank(),
            header ->
                assertThat(header)
                    .matches(
                        "NAME +POOL +STATE +WANTED +VERSION +SLOT-SINCE +DEGRADED +MESSAGE +AGE"),
            healthy ->
                assertThat(healthy)
                    .matches(
                        "\\S+/dashboard-1 +dashboard +Staged +Booted +43.1 +\\d+s +False +waits for its reboot +\\d+m?s"),
            degraded ->
                assertThat(degraded)
                    .matches(
                        "\\S+/dashboard-2 +dashboard +Staging +Booted +43.1 +\\d+s +True +stage failed: disk full +\\d+m?s"));
  }

  private static String node(
      String poolUid, String name, String idle, String message, String degraded, String reason) {
    return """
    apiVersion: node.bootc.dev/v1alpha1
    kind: BootcNode
    metadata:
      name: %1$s
      labels: {test: dashboard}
      annotations: {bootc.dev/in-reboot-slot: "", bootc.dev/was-cordoned: "false", bootc.dev/slot-since: "%2$s"}
      ownerReferences:
        - {apiVersion: node.bootc.dev/v1alpha1, kind: BootcNodePool, name: dashboard, uid: %3$s, controller: true}
    spec: {desiredImage: "r.example.com/node@sha256:1", desiredImageState: Booted}
    status:
      booted: {image: "r.example.com/node@sha256:0", imageDigest: "sha256:0", version: "43.1"}
      conditions:
        - {type: Degraded, status: "%4$s", lastTransitionTime: "2026-11-22T11:00:00Z", reason: %5$s, message: "stage failed: disk full"}
        - {type: Idle, status: "False", lastTransitionTime: "2026-11-22T11:00:00Z", reason: %6$s, message: "%7$s"}
    """
        .formatted(name, Instant.now(), poolUid, degraded, reason, idle, message);
  }

  private GenericKubernetesResource applyWithStatus(String manifest) {
    KubernetesClient admin = plane.adminClient();
    GenericKubernetesResource wanted = YAML.unmarshal(manifest, GenericKubernetesResource.class);
    admin.resource(wanted).serverSideApply();
    return admin.resource(wanted).subresource("status").patch(APPLY);
  }

  private List<String> kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ServerBinaries.ofThisMachine().binary(Server.KUBECTL).toString());
    command.add("--kubeconfig=" + plane.adminKubeconfig());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().map(String::stripTrailing).toList();
  }
}
