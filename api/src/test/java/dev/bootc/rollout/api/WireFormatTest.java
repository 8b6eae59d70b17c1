package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Kubernetes client sends and reads. */
class WireFormatTest {
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String IMAGE = "registry.example.com/os/node@" + DIGEST;
  private static final Condition IDLE =
      new Condition("Idle", "True", 1L, "2026-11-22T12:00:00Z", "Idle", "");

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void shouldComeBackTheSameWhenEveryFieldOfAPoolIsSet() {
    // Given
    BootcNodePool pool = pool(fullPoolSpec(), fullPoolStatus());
    // When
    BootcNodePool read = serialization.unmarshal(serialization.asJson(pool), BootcNodePool.class);
    // Then
    assertThat(read.getSpec()).isEqualTo(pool.getSpec());
    assertThat(read.getStatus()).isEqualTo(pool.getStatus());
  }

  @Test
  void shouldComeBackTheSameWhenEveryFieldOfABootcNodeIsSet() {
    // Given
    BootcNode node = node(fullNodeStatus());
    // When
    BootcNode read = serialization.unmarshal(serialization.asJson(node), BootcNode.class);
    // Then
    assertThat(read.getSpec()).isEqualTo(node.getSpec());
    assertThat(read.getStatus()).isEqualTo(node.getStatus());
  }

  @Test
  void shouldSendNothingThatWasNotSaidWhenAPoolHasTheLeast() {
    // Given
    BootcNodePoolSpec spec =
        new BootcNodePoolSpec(
            new LabelSelectorBuilder().build(), new ImageSource(IMAGE), null, null, null);
    BootcNodePool pool = pool(spec, BootcNodePoolStatus.EMPTY);
    // When
    String json = serialization.asJson(pool);
    // Then
    assertThat(json)
        .isEqualTo(
            """
            {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNodePool","metadata":{"name":"workers"},\
            "spec":{"nodeSelector":{},"image":{"ref":"%s"}},"status":{}}\
            """
                .formatted(IMAGE));
  }

  @Test
  void shouldSendNoMoreThanItsFieldsWhenSomethingIsInTheWay() {
    // When
    String json = serialization.asJson(blockedBy());
    // Then
    assertThat(json)
        .isEqualTo(
            """
            {"kind":"Paused","object":"BootcNodePool/workers","since":"2026-11-22T12:00:00Z",\
            "message":"paused by ann","nextAction":"kubectl edit bnp workers","nodeCount":1,"nodes":["worker-2"]}\
            """);
  }

  @Test
  void shouldSendNothingThatWasNotSaidWhenABootcNodeHasTheLeast() {
    // Given
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName("worker-1").build());
    node.setSpec(new BootcNodeSpec(IMAGE, DesiredImageState.BOOTED, null, null, null, null));
    node.setStatus(BootcNodeStatus.EMPTY);
    // When
    String json = serialization.asJson(node);
    // Then
    assertThat(json)
        .isEqualTo(
            """
            {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNode","metadata":{"name":"worker-1"},\
            "spec":{"desiredImage":"%s","desiredImageState":"Booted"},"status":{}}\
            """
                .formatted(IMAGE));
  }

  @Test
  void shouldReadAPoolWhenItHasFieldsOfANewerVersion() {
    // Given
    String json =
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNodePool
        metadata: {name: workers, moon: full}
        spec:
          nodeSelector: {matchLabels: {a: b}, moon: full}
          image: {ref: r.example.com/node:1, moon: full}
          rollout: {maxUnavailable: 25%, moon: full}
          disruption: {rebootPolicy: AllowSoftReboot, moon: full}
          pullSecretRef: {name: a, namespace: b, moon: full}
          moon: full
        status:
          moon: full
          conditions:
            - {type: UpToDate, status: "True", lastTransitionTime: "2026-11-22T12:00:00Z", reason: AllUpdated, message: "", moon: full}
          rollout: {phase: Rolling, moon: full, inFlight: [{node: a, state: b, moon: full}], waiting: [{reason: a, count: 1, nodes: [b], moon: full}]}
        moon: full
        """;
    // When
    BootcNodePool pool = serialization.unmarshal(json, BootcNodePool.class);
    // Then
    assertThat(pool.getSpec().rollout())
        .isEqualTo(
            new RolloutSpec(
                new IntOrString("25%"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    assertThat(pool.getStatus().conditions())
        .extracting(Condition::reason)
        .containsExactly("AllUpdated");
  }

  @Test
  void shouldReadABootcNodeWhenItHasFieldsOfANewerVersion() {
    // Given
    String json =
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNode
        metadata: {name: worker-1}
        spec: {desiredImage: %1$s, desiredImageState: Staged, moon: full}
        status:
          booted: {image: %1$s, imageDigest: %2$s, moon: full}
          moon: full
        """
            .formatted(IMAGE, DIGEST);
    // When
    BootcNode node = serialization.unmarshal(json, BootcNode.class);
    // Then
    assertThat(node.getSpec())
        .isEqualTo(new BootcNodeSpec(IMAGE, DesiredImageState.STAGED, null, null, null, null));
    assertThat(NodeState.of(node)).isEqualTo(NodeState.UP_TO_DATE);
  }

  private static BootcNodePool pool(BootcNodePoolSpec spec, BootcNodePoolStatus status) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName("workers").build());
    pool.setSpec(spec);
    pool.setStatus(status);
    return pool;
  }

  private static BootcNode node(BootcNodeStatus status) {
    BootcNode node = new BootcNode();
    node.setMetadata(new ObjectMetaBuilder().withName("worker-1").build());
    node.setSpec(
        new BootcNodeSpec(
            IMAGE,
            DesiredImageState.STAGED,
            new PullSecretRef("pull", "images"),
            DIGEST,
            null,
            null));
    node.setStatus(status);
    return node;
  }

  private static BootcNodePoolSpec fullPoolSpec() {
    return new BootcNodePoolSpec(
        new LabelSelectorBuilder()
            .addToMatchLabels("role", "worker")
            .addNewMatchExpression()
            .withKey("zone")
            .withOperator("In")
            .withValues("a", "b")
            .endMatchExpression()
            .build(),
        new ImageSource(IMAGE),
        new RolloutSpec(
            new IntOrString(3),
            true,
            600,
            900,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null),
        new DisruptionSpec(RebootPolicy.ALLOW_SOFT_REBOOT, null),
        new PullSecretRef("pull", "images"));
  }

  private static BootcNodePoolStatus fullPoolStatus() {
    return new BootcNodePoolStatus(
        4L,
        DIGEST,
        DIGEST,
        true,
        "2026-11-22T12:00:00Z",
        10,
        5,
        4,
        1,
        List.of(IDLE),
        rollout(),
        "registry.example.com/os/node:stable",
        List.of(blockedBy()));
  }

  private static RolloutStatus rollout() {
    RolloutStatus.NodeProgress progress =
        new RolloutStatus.NodeProgress("worker-1", "draining", "2026-11-22T12:00:00Z");
    return new RolloutStatus(
        RolloutPhase.PAUSED.text(),
        DIGEST,
        4L,
        "rollout/workers",
        "run",
        "2026-11-22T12:00:00Z",
        "paused by ann",
        "ann",
        "lunch",
        "2026-11-22T12:00:00Z",
        List.of(progress),
        List.of(new RolloutStatus.WaitingNodes("paused", 1, List.of("worker-2"))),
        List.of(progress),
        List.of(blockedBy()));
  }

  private static BlockedBy blockedBy() {
    return new BlockedBy(
        BlockedBy.Kind.PAUSED.text(),
        "BootcNodePool/workers",
        "2026-11-22T12:00:00Z",
        "paused by ann",
        "kubectl edit bnp workers",
        1,
        List.of("worker-2"));
  }

  private static BootcNodeStatus fullNodeStatus() {
    ImageInfo image =
        new ImageInfo(IMAGE, DIGEST, "44.1", "2026-11-01T00:00:00Z", "arm64", true, false);
    return new BootcNodeStatus(4L, image, image, image, List.of(IDLE));
  }
}
