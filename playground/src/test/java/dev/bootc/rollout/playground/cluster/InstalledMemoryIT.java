package dev.bootc.rollout.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.pool.UserPool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the installed pods need while they roll a large pool, beside what the chart lets them have.
 */
@RealNodes
@Tag("thorough")
class InstalledMemoryIT {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledMemoryIT.class);
  private static final Duration ROLLED_WITHIN = Duration.ofMinutes(8);
  private static final int NODES = 200;

  private final Installation product;

  InstalledMemoryIT(Installation product) {
    this.product = product;
  }

  @Test
  void shouldStayBelowTheChartsLimitsWhenTwoHundredNodesAreRolled() {
    // Given
    product.forgetHalfOfIt();
    product.install(Installation.chart());
    try (LightFleet fleet = product.fleet("large", NODES, FleetTiming.ofMillis(1000, 3000))) {
      UserPool pool = new UserPool(product.client(), "large");
      pool.create(Installation.labels("large"), ProductCluster.image(0), 20);
      pool.awaitUpToDate(ProductCluster.image(0), NODES, ROLLED_WITHIN);
      Instant start = Instant.now();

      // When
      pool.editImage(ProductCluster.image(1));
      pool.awaitUpToDate(ProductCluster.image(1), NODES, ROLLED_WITHIN);

      // Then
      LOG.atInfo()
          .addKeyValue("nodes", fleet.nodes().size())
          .addKeyValue("took", Duration.between(start, Instant.now()))
          .log("the pool is rolled");
      List<Pod> pods =
          Stream.of("operator", "temporal").flatMap(part -> product.pods(part).stream()).toList();
      assertThat(pods).hasSize(3).allSatisfy(this::assertBelowItsLimit);
    } finally {
      product.forget("large");
    }
  }

  private void assertBelowItsLimit(Pod pod) {
    Quantity limit =
        pod.getSpec().getContainers().getFirst().getResources().getLimits().get("memory");
    long mebibytes = Quantity.getAmountInBytes(limit).longValue() / (1024 * 1024);
    RunningPod running = product.running(pod);
    LOG.atInfo()
        .addKeyValue("pod", running.name())
        .addKeyValue("mostResident", running.mostMemory())
        .addKeyValue("limit", mebibytes)
        .log("memory in MiB");
    assertThat(running.mostMemory()).as(running.name()).isLessThan(mebibytes);
    assertThat(pod.getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();
  }
}
