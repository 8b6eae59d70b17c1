package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class ClusterCacheIT {
  private static final int CHANGES = 400;

  private final ControlPlane plane;
  private NodeScene scene;

  ClusterCacheIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldShowANodeOfItsPoolAtEveryMomentWhileItChanges() {
    // Given
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Integer> timesMissing =
        CompletableFuture.supplyAsync(() -> countTimesMissing(over));

    // When
    for (int change = 0; change < CHANGES; change++) {
      scene
          .client
          .resources(BootcNode.class)
          .withName(scene.ref.node())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":{\"change\":\"" + change + "\"}}}");
    }
    over.countDown();

    // Then
    assertThat(timesMissing.join()).isZero();
  }

  @Test
  void shouldKnowThatOthersMayNotHaveHeardYetWhenItsOwnWatchesBeganJustNow() {
    // Given
    ApiServerOutages outages = new ApiServerOutages();

    // When
    try (KubernetesClient client = clientOf(plane.adminConfig(), outages);
        ClusterCache _ = ClusterCache.start(client, outages)) {

      // Then
      long written = System.nanoTime();
      assertThat(outages.untilOthersHaveHeardOf(written)).isPositive();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> outages.untilOthersHaveHeardOf(written).isZero());
    }
  }

  @Test
  void shouldGiveOthersAsLongAsTheyMayPauseWhenTheApiServerWasAwayAtItsStart() throws IOException {
    // Given
    ApiServerOutages outages = new ApiServerOutages();
    try (ApiServerProxy way = ApiServerProxy.to(plane.adminConfig());
        KubernetesClient client = clientOf(through(way), outages)) {
      way.cut();
      assertThatThrownBy(() -> client.nodes().list()).isInstanceOf(KubernetesClientException.class);

      // When
      way.mend();
      client.nodes().list();
      try (ClusterCache _ = ClusterCache.start(client, outages)) {

        // Then
        assertThat(outages.untilOthersHaveHeardOf(System.nanoTime()))
            .isGreaterThan(Duration.ofSeconds(30));
      }
    }
  }

  private Config through(ApiServerProxy way) {
    return new ConfigBuilder(plane.adminConfig())
        .withMasterUrl(way.address())
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  private static KubernetesClient clientOf(Config way, ApiServerOutages outages) {
    return new KubernetesClientBuilder()
        .withConfig(way)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("outages", outages))
        .build();
  }

  private int countTimesMissing(CountDownLatch over) {
    int missing = 0;
    while (over.getCount() > 0) {
      missing += scene.cluster.bootcNodesOf(scene.ref.pool()).isEmpty() ? 1 : 0;
    }
    return missing;
  }
}
