package dev.bootc.rollout.operator.nodepool;

import static dev.bootc.rollout.operator.nodepool.PoolScene.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcOperatorConfig;
import dev.bootc.rollout.api.BootcOperatorConfigSpec;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.RegistryServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Pools that name a tag, under the reconciler with the chart's rights, with a real API server and a
 * real registry, which the cluster's BootcOperatorConfig lets be asked without TLS.
 */
@RealServers
final class TaggedPoolIT {
  private static final Duration EFFECTIVE_WITHIN = Duration.ofSeconds(2);

  /** The next look at a pool that rolls. */
  private static final Duration LOOKED_AT_ANYHOW = Duration.ofSeconds(5);

  private static final int PERIOD_SECONDS = 300;

  private final KubernetesClient admin;
  private final ControlPlane plane;
  private final BootcOperatorConfig config = new BootcOperatorConfig();
  private RegistryServer registry;
  private PoolScene scene;

  TaggedPoolIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.adminClient();
  }

  @BeforeEach
  void setTheScene() {
    registry = RegistryServer.plain();
    scene = new PoolScene(plane, RegistryOptions.DEFAULTS);
    config.getMetadata().setName("config-" + scene.run);
    allowInsecure(PERIOD_SECONDS);
  }

  @AfterEach
  void removeTheScene() {
    admin.resource(config).delete();
    scene.close();
    registry.close();
  }

  @Test
  void shouldRollOutWhatTheTagMeansAndSayWhenItIsAskedAgain() {
    // Given
    String digest = registry.push("os/node", "stable", "one");
    Instant begun = Instant.now();

    // When
    scene.createPool(scene.poolName, tag("stable"));

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(member -> assertThat(desired(member)).isEqualTo(image(digest)));
      assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(digest);
      assertThat(scene.status(scene.poolName).resolvedRef()).isEqualTo(tag("stable"));
      assertThat(scene.rollouts.followed())
          .last()
          .satisfies(target -> assertThat(target.image()).isEqualTo(image(digest)));
      assertThat(AskedImage.of(scene.pool()).orElseThrow()).hasToString(image(digest));
    });
    assertThat(nextQuestion())
        .isBetween(
            begun.plusSeconds(PERIOD_SECONDS * 9 / 10 - 1),
            Instant.now().plusSeconds(PERIOD_SECONDS));
    assertThat(scene.condition(scene.poolName, "Degraded")).isEqualTo("False Healthy ");
  }

  @Test
  void shouldFollowAMovedTagAtOnceWhenAPersonWantsItAlsoWhilePaused() {
    // Given
    String before = registry.push("os/node", "stable", "before");
    scene.createPool(scene.poolName, tag("stable"));
    eventually(() -> assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(before));
    scene.patchPool("{\"spec\":{\"rollout\":{\"paused\":true}}}");
    String after = registry.push("os/node", "stable", "after");

    // When
    scene.patchPool("{\"metadata\":{\"annotations\":{\"bootc.dev/check-now\":\"1\"}}}");

    // Then
    await()
        .atMost(Promised.within(EFFECTIVE_WITHIN, LOOKED_AT_ANYHOW))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(after));
    eventually(() ->
        assertThat(scene.rollouts.followed())
            .last()
            .satisfies(target -> {
              assertThat(target.image()).isEqualTo(image(after));
              assertThat(target.pause()).isNotNull();
            }));
    assertThat(registry.requests("HEAD /v2/os/node/manifests/stable")).isEqualTo(2);
  }

  @Test
  void shouldFollowAMovedTagWithinThePeriodWhenNobodySaysAnything() {
    // Given
    allowInsecure(1);
    registry.push("os/node", "stable", "before");
    scene.createPool(scene.poolName, tag("stable"));
    eventually(() -> assertThat(scene.status(scene.poolName).targetDigest()).isNotNull());

    // When
    String after = registry.push("os/node", "stable", "after");

    // Then
    await()
        .atMost(Promised.within(Duration.ofSeconds(10)))
        .untilAsserted(
            () -> assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(after));
  }

  @Test
  void shouldKeepTheTargetOverARestartWhenTheRegistryIsAway() {
    // Given
    String digest = registry.push("os/node", "stable", "one");
    scene.createPool(scene.poolName, tag("stable"));
    eventually(() -> assertThat(scene.bootcNode("b")).isPresent());
    registry.close();
    scene.controller.close();

    // When
    try (PoolController _ = scene.anotherLeader()) {

      // Then
      eventually(() ->
          assertThat(scene.condition(scene.poolName, "Degraded"))
              .startsWith("True TagResolutionError spec.image.ref: " + registry.address()));
      assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(digest);
      assertThat(scene.rollouts.followed())
          .allSatisfy(target -> assertThat(target.image()).isEqualTo(image(digest)));
      scene.createNode("late", Map.of("run", scene.run));
      eventually(() ->
          assertThat(scene.bootcNode("late"))
              .hasValueSatisfying(member -> assertThat(desired(member)).isEqualTo(image(digest))));
      admin.resource(scene.pool()).delete();
      eventually(() -> assertThat(scene.bootcNode("late")).isEmpty());
      eventually(() ->
          assertThat(admin.resources(BootcNodePool.class).withName(scene.poolName).get()).isNull());
    }
    admin.nodes().withName(scene.name("late")).delete();
  }

  @Test
  void shouldTouchNothingWhenTheNewTagIsNotThereAndGoOnWhenItIs() {
    // Given
    String before = registry.push("os/node", "stable", "before");
    scene.createPool(scene.poolName, tag("stable"));
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());

    // When
    scene.patchPool("{\"spec\":{\"image\":{\"ref\":\"%s\"}}}".formatted(tag("missing")));

    // Then
    eventually(() ->
        assertThat(scene.condition(scene.poolName, "Degraded"))
            .startsWith("True TagResolutionError")
            .contains("HTTP 404: MANIFEST_UNKNOWN: manifest unknown"));
    assertThat(scene.blockedBy(scene.poolName, Kind.TAG_NOT_RESOLVED).nextAction())
        .contains(scene.poolName + " bootc.dev/check-now=");
    assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(before);
    assertThat(scene.bootcNode("a").map(TaggedPoolIT::desired)).hasValue(image(before));
    assertThat(AskedImage.of(scene.pool())).isEmpty();

    // When
    String after = registry.push("os/node", "missing", "after");

    // Then
    eventually(() -> {
      assertThat(scene.condition(scene.poolName, "Degraded")).isEqualTo("False Healthy ");
      assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(after);
      assertThat(scene.status(scene.poolName).blockedBy()).isEmpty();
    });
  }

  private void allowInsecure(int periodSeconds) {
    config.setSpec(
        new BootcOperatorConfigSpec(
            new BootcOperatorConfigSpec.Controller(true, periodSeconds), null));
    admin.resource(config).serverSideApply();
  }

  private Instant nextQuestion() {
    return Instant.parse(
        Objects.requireNonNull(scene.status(scene.poolName).nextTagResolutionTime()));
  }

  private String tag(String tag) {
    return registry.address() + "/os/node:" + tag;
  }

  private String image(String digest) {
    return registry.address() + "/os/node@" + digest;
  }

  private static @Nullable String desired(BootcNode member) {
    return member.getSpec().desiredImage();
  }
}
