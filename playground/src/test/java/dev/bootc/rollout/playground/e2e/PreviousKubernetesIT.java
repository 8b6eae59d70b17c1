package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import org.junit.jupiter.api.Test;

/**
 * A rollout on the minor version of Kubernetes before the one of all other tests. The API server is
 * all there is of it: what may differ for the product between versions is what that server makes of
 * definitions, patches, admission, tokens and evictions. A controller manager would add the status
 * of disruption budgets and the pods of Deployments, and this scene has neither.
 */
class PreviousKubernetesIT {
  private static final String POOL = "previous";
  private static final int NODES = 3;

  @Test
  void shouldRollAPoolWhenTheClusterIsAMinorVersionBehind() throws Exception {
    try (ControlPlane plane = ControlPlane.builder().ofPreviousMinor().start();
        World world = World.start(plane)) {
      // Given
      assertThat(plane.adminClient().getKubernetesVersion().getGitVersion()).startsWith("v1.36.");
      LightFleet fleet = world.fleet(POOL, NODES, FleetTiming.ofMillis(100, 300));
      TestPool pool = world.pool(POOL, 1);
      pool.awaitUpToDate(Images.number(0), NODES);
      world.pod(POOL + "-1");
      Recorder recorder = world.recorder();

      // When
      pool.editImage(Images.number(1));

      // Then
      pool.awaitUpToDate(Images.number(1), NODES);
      Findings findings = recorder.finish();
      assertThat(findings.violations()).as(findings.text()).isEmpty();
      assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
      assertThat(plane.adminClient().pods().inNamespace("default").list().getItems()).isEmpty();
      assertThat(pool.nodes()).extracting(PreviousKubernetesIT::isCordoned).containsOnly(false);
      world.cleanUp();
    }
  }

  private static boolean isCordoned(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }
}
