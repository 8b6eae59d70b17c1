package dev.bootc.rollout.testkit.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kills its API server, so it has one of its own. */
class ApiServerOutageIT {

  @Test
  void shouldReportTheNewBootOnceTheApiServerIsBackWhenItWasAway() throws Exception {
    try (ControlPlane own =
            ControlPlane.builder().withoutControllerManager().withoutScheduler().start();
        KubeletPlayer kubelets =
            KubeletPlayer.start(own.adminConfig(), KubeletSettings.fast("outage-it"))) {
      // Given
      kubelets.register(
          List.of(new NodeBlueprint("outage", Map.of(), "first-boot", NodeBlueprint.Size.SMALL)));
      kubelets.down("outage").join();
      own.killApiServer();

      // When
      CompletableFuture<Void> up = kubelets.up("outage", "second-boot");
      own.startApiServer();

      // Then
      up.get(60, TimeUnit.SECONDS);
      assertThat(Readiness.isNodeReady(own.adminClient().nodes().withName("outage").require()))
          .isTrue();
    }
  }
}
