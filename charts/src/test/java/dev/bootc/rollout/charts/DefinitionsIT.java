package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The definitions on a real API server, met with manifests as users of the Go project write them:
 * untyped, so that our own records cannot hide a difference.
 */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefinitionsIT {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String API_VERSION = BootcApi.GROUP + "/" + BootcApi.VERSION;
  private static final String LEAST_POOL = "nodeSelector: {}\n  image: {ref: r.example.com/node:1}";

  private static final String FULL_POOL =
      """
      apiVersion: node.bootc.dev/v1alpha1
      kind: BootcNodePool
      metadata:
        name: full
      spec:
        nodeSelector:
          matchLabels:
            node-role.kubernetes.io/worker: ""
          matchExpressions:
            - {key: zone, operator: In, values: [a, b]}
            - {key: example.com/frozen, operator: DoesNotExist}
        image:
          ref: registry.example.com/os/node@sha256:1111111111111111111111111111111111111111111111111111111111111111
        rollout:
          maxUnavailable: 25%
          paused: true
          drainTimeoutSeconds: 600
          rebootTimeoutSeconds: 900
        disruption:
          rebootPolicy: AllowSoftReboot
        pullSecretRef:
          name: pull
          namespace: images
      status:
        observedGeneration: 7
        targetDigest: sha256:1111111111111111111111111111111111111111111111111111111111111111
        deployedDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000
        updateAvailable: true
        nextTagResolutionTime: "2026-11-22T12:00:00Z"
        nodeCount: 10
        updatedCount: 5
        updatingCount: 4
        degradedCount: 1
        conditions:
          - type: UpToDate
            status: "False"
            observedGeneration: 7
            lastTransitionTime: "2026-11-22T11:00:00Z"
            reason: RolloutInProgress
            message: 5/10 updated; 2 staging, 2 staged, 1 rebooting
          - type: Degraded
            status: "True"
            observedGeneration: 7
            lastTransitionTime: "2026-11-22T11:30:00Z"
            reason: NodeDegraded
            message: worker-3
      """;

  private static final String FULL_NODE =
      """
      apiVersion: node.bootc.dev/v1alpha1
      kind: BootcNode
      metadata:
        name: full
        annotations:
          bootc.dev/in-reboot-slot: ""
          bootc.dev/was-cordoned: "false"
      spec:
        desiredImage: registry.example.com/os/node@sha256:1111111111111111111111111111111111111111111111111111111111111111
        desiredImageState: Booted
        pullSecretRef:
          name: pull
          namespace: images
        pullSecretHash: sha256:2222222222222222222222222222222222222222222222222222222222222222
      status:
        observedGeneration: 3
        booted: &image
          image: registry.example.com/os/node@sha256:0000000000000000000000000000000000000000000000000000000000000000
          imageDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000
          version: "43.1"
          timestamp: "2026-11-01T00:00:00Z"
          architecture: amd64
          softRebootCapable: false
          incompatible: false
        staged: *image
        rollback: *image
        conditions:
          - type: Idle
            status: "False"
            lastTransitionTime: "2026-11-22T11:00:00Z"
            reason: Staged
            message: ""
          - type: Degraded
            status: "False"
            lastTransitionTime: "2026-11-22T11:00:00Z"
            reason: Healthy
            message: ""
      """;

  private final KubernetesClient admin;

  DefinitionsIT(ControlPlane plane) {
    // The API server calls a value of the wrong kind an internal error, which is not worth a retry.
    Config config = new ConfigBuilder(plane.adminConfig()).withRequestRetryBackoffLimit(0).build();
    this.admin = new KubernetesClientBuilder().withConfig(config).build();
    ChartInstallation.on(plane);
  }

  @AfterAll
  void closeClient() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {FULL_POOL, FULL_NODE})
  void shouldKeepEveryFieldWhenAManifestOfTheGoProjectSetsThemAll(String manifest) {
    // Given
    GenericKubernetesResource given = YAML.unmarshal(manifest, GenericKubernetesResource.class);
    apply(manifest, "kubectl");
    // When
    GenericKubernetesResource kept =
        admin.resource(given).subresource("status").patch(applyAs("go-project"));
    // Then
    assertThat(kept.getAdditionalProperties()).isEqualTo(given.getAdditionalProperties());
  }

  @Test
  void shouldFillInTheDefaultsWhenTheirParentsAreGiven() {
    // Given
    String manifest = pool("defaults", LEAST_POOL + "\n  rollout: {}\n  disruption: {}");
    // When
    GenericKubernetesResource stored = apply(manifest, "kubectl");
    // Then
    assertThat(stored.<Object>get("spec", "rollout")).isEqualTo(Map.of("maxUnavailable", 1));
    assertThat(stored.<Object>get("spec", "disruption"))
        .isEqualTo(Map.of("rebootPolicy", "RebootOnly"));
  }

  @Test
  void shouldAddNothingWhenTheParentsOfDefaultsAreAbsent() {
    // Given
    String manifest = pool("least", LEAST_POOL);
    // When
    GenericKubernetesResource stored = apply(manifest, "kubectl");
    // Then
    assertThat(stored.<Map<String, Object>>get("spec")).containsOnlyKeys("nodeSelector", "image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {image: {ref: a}}                                                                     | spec.nodeSelector
          {nodeSelector: {}}                                                                    | spec.image
          {nodeSelector: {}, image: {}}                                                         | spec.image.ref
          {nodeSelector: {}, image: {ref: ""}}                                                  | spec.image.ref
          {nodeSelector: [], image: {ref: a}}                                                   | spec.nodeSelector
          {nodeSelector: {matchExpressions: [{key: a}]}, image: {ref: a}}                       | spec.nodeSelector.matchExpressions[0].operator
          {nodeSelector: {matchExpressions: [{operator: Exists}]}, image: {ref: a}}             | spec.nodeSelector.matchExpressions[0].key
          {nodeSelector: {}, image: {ref: a, updatePolicy: Maybe}}                              | spec.image.updatePolicy
          {nodeSelector: {}, image: {ref: a, approvedDigest: latest}}                           | spec.image.approvedDigest
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: true}}                  | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: 3000000000}}            | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: -1}}                    | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {open: [{durationSeconds: 60}]}}} | spec.rollout.windows.open[0].schedule
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {open: [{schedule: "0 2 * * *"}]}}} | spec.rollout.windows.open[0].durationSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {open: [{schedule: "0 2 * * *", durationSeconds: 1}]}}} | spec.rollout.windows.open[0].durationSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {except: [{from: tomorrow}]}}} | spec.rollout.windows.except[0].from
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {except: [{from: "2026-12-02", to: "2026-12-01"}]}}} | spec.rollout.windows.except[0].to
          {nodeSelector: {}, image: {ref: a}, rollout: {order: {zones: Both}}}                  | spec.rollout.order.zones
          {nodeSelector: {}, image: {ref: a}, rollout: {order: {controlPlane: Never}}}          | spec.rollout.order.controlPlane
          {nodeSelector: {}, image: {ref: a}, rollout: {order: {byLabel: {key: a}}}}            | spec.rollout.order.byLabel.values
          {nodeSelector: {}, image: {ref: a}, rollout: {steps: [{soakSeconds: 1}]}}             | spec.rollout.steps[0].nodes
          {nodeSelector: {}, image: {ref: a}, rollout: {steps: [{nodes: 0}]}}                   | spec.rollout.steps[0].nodes
          {nodeSelector: {}, image: {ref: a}, rollout: {windows: {expectedUpdateSeconds: -1}}}  | spec.rollout.windows.expectedUpdateSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: 150%}}                  | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: 10percent}}             | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {maxUnavailable: "1.5"}}                 | spec.rollout.maxUnavailable
          {nodeSelector: {}, image: {ref: a}, rollout: {paused: "yes"}}                         | spec.rollout.paused
          {nodeSelector: {}, image: {ref: a}, rollout: {drainTimeoutSeconds: -1}}               | spec.rollout.drainTimeoutSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {drainTimeoutSeconds: 3000000000}}       | spec.rollout.drainTimeoutSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {drain: {timeoutAction: Hold}}}          | spec.rollout.drain.timeoutAction
          {nodeSelector: {}, image: {ref: a}, rollout: {drainTimeoutSeconds: 60, drain: {timeoutAction: Quarantine}}} | spec.rollout.drain.timeoutAction
          {nodeSelector: {}, image: {ref: a}, rollout: {drain: {gracePeriodSeconds: 0}}}        | spec.rollout.drain.gracePeriodSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {drain: {order: Random}}}                | spec.rollout.drain.order
          {nodeSelector: {}, image: {ref: a}, rollout: {drain: {onPreflight: Fail}}}            | spec.rollout.drain.onPreflight
          {nodeSelector: {}, image: {ref: a}, rollout: {rebootTimeoutSeconds: -1}}              | spec.rollout.rebootTimeoutSeconds
          {nodeSelector: {}, image: {ref: a}, rollout: {rebootTimeoutSeconds: 1h}}              | spec.rollout.rebootTimeoutSeconds
          {nodeSelector: {}, image: {ref: a}, disruption: {rebootPolicy: Never}}                | spec.disruption.rebootPolicy
          {nodeSelector: {}, image: {ref: a}, pullSecretRef: {name: a}}                         | spec.pullSecretRef.namespace
          {nodeSelector: {}, image: {ref: a}, pullSecretRef: {name: "", namespace: b}}          | spec.pullSecretRef.name
          """)
  void shouldNameTheFieldWhenAPoolIsRefused(String spec, String field) {
    // Given
    String manifest = manifest("BootcNodePool", "refused", "spec: " + spec);
    // When
    assertThatThrownBy(() -> apply(manifest, "kubectl"))
        // Then
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {desiredImageState: Staged}                   | spec.desiredImage
          {desiredImage: "", desiredImageState: Staged} | spec.desiredImage
          {desiredImage: a}                             | spec.desiredImageState
          {desiredImage: a, desiredImageState: Gone}    | spec.desiredImageState
          """)
  void shouldNameTheFieldWhenABootcNodeIsRefused(String spec, String field) {
    // Given
    String manifest = manifest("BootcNode", "refused", "spec: " + spec);
    // When
    assertThatThrownBy(() -> apply(manifest, "kubectl"))
        // Then
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BootcNodePool", "BootcNode"})
  void shouldAskForTheSpecWhenThereIsNone(String kind) {
    // Given
    String manifest = manifest(kind, "refused", "");
    // When
    assertThatThrownBy(() -> apply(manifest, "kubectl"))
        // Then
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec: Required value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {type: Idle, status: Maybe, lastTransitionTime: "2026-11-22T11:00:00Z", reason: Idle, message: ""}  | status.conditions[0].status
          {type: Idle, status: "True", lastTransitionTime: yesterday, reason: Idle, message: ""}              | status.conditions[0].lastTransitionTime
          {type: Idle, status: "True", lastTransitionTime: "2026-11-22T11:00:00Z", message: ""}               | status.conditions[0].reason
          {type: Idle, status: "True", lastTransitionTime: "2026-11-22T11:00:00Z", reason: so it is, message: ""} | status.conditions[0].reason
          """)
  void shouldNameTheFieldWhenAConditionIsRefused(String condition, String field) {
    // Given
    String manifest =
        manifest(
            "BootcNode",
            "condition",
            """
            spec: {desiredImage: a, desiredImageState: Staged}
            status: {conditions: [%s]}
            """
                .formatted(condition));
    apply(manifest, "kubectl");
    // When
    assertThatThrownBy(() -> applyStatus(manifest, "agent"))
        // Then
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(field);
  }

  /** The operator answers these with InvalidSpec, which can name the mend. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{nodeSelector: {}, image: {ref: node}}",
        "{nodeSelector: {}, image: {ref: 'r.example.com/node@sha256:abc'}}",
        "{nodeSelector: {}, image: {ref: 'R.example.com/NODE; reboot'}}",
        "{nodeSelector: {matchExpressions: [{key: a, operator: In}]}, image: {ref: a}}",
        "{nodeSelector: {matchExpressions: [{key: a, operator: Near}]}, image: {ref: a}}",
      })
  void shouldLeaveItToTheOperatorWhenAValueIsWrongInItself(String spec) {
    // Given
    String manifest = manifest("BootcNodePool", "left-to-the-operator", "spec: " + spec);
    // When
    GenericKubernetesResource stored = apply(manifest, "kubectl");
    // Then
    assertThat(stored.getMetadata().getUid()).isNotEmpty();
  }

  @Test
  void shouldMergeConditionsByTypeWhenTwoManagersApplyOneEach() {
    // Given
    String node = "spec: {desiredImage: a, desiredImageState: Staged}\nstatus: {conditions: [%s]}";
    String idle =
        "{type: Idle, status: 'True', lastTransitionTime: '2026-11-22T11:00:00Z', reason: Idle, message: ''}";
    String degraded =
        "{type: Degraded, status: 'False', lastTransitionTime: '2026-11-22T11:00:00Z', reason: Healthy, message: ''}";
    apply(manifest("BootcNode", "merged", node.formatted("")), "kubectl");
    applyStatus(manifest("BootcNode", "merged", node.formatted(idle)), "one");
    // When
    GenericKubernetesResource stored =
        applyStatus(manifest("BootcNode", "merged", node.formatted(degraded)), "two");
    // Then
    assertThat(stored.<List<Map<String, Object>>>get("status", "conditions"))
        .extracting(condition -> condition.get("type"))
        .containsExactlyInAnyOrder("Idle", "Degraded");
  }

  private GenericKubernetesResource apply(String manifest, String manager) {
    return admin
        .resource(YAML.unmarshal(manifest, GenericKubernetesResource.class))
        .patch(applyAs(manager));
  }

  private GenericKubernetesResource applyStatus(String manifest, String manager) {
    return admin
        .resource(YAML.unmarshal(manifest, GenericKubernetesResource.class))
        .subresource("status")
        .patch(applyAs(manager));
  }

  private static PatchContext applyAs(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withFieldValidation("Strict")
        .withForce(true)
        .build();
  }

  private static String pool(String name, String spec) {
    return manifest("BootcNodePool", name, "spec:\n  " + spec);
  }

  private static String manifest(String kind, String name, String rest) {
    return """
    apiVersion: %s
    kind: %s
    metadata: {name: %s}
    """
            .formatted(API_VERSION, kind, name)
        + rest;
  }
}
