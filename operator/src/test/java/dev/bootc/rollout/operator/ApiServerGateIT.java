package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@RealServers
final class ApiServerGateIT {
  private final KubernetesClient client;
  private final List<String> story = new CopyOnWriteArrayList<>();
  private final CountDownLatch problemWasSeen = new CountDownLatch(1);

  ApiServerGateIT(ControlPlane plane) {
    ChartInstallation _ = ChartInstallation.on(plane);
    client = plane.adminClient();
  }

  @Test
  void shouldSayWhyAndBeginAnewWhenTheStartFailsHalfWay() {
    // Given
    Parts parts = new Parts();
    ServedDefinitions definitions = parts.keep(new ServedDefinitions(client));

    // When
    ApiServerGate gate =
        parts.keep(
            ApiServerGate.watch(client, definitions, () -> parts.begin(this::failTheFirstTime)));

    // Then
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(gate.problem())
                .hasValueSatisfying(why -> assertThat(why).contains("no cache today")));
    assertThat(story).containsExactly("begun", "closed");
    problemWasSeen.countDown();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(gate.problem()).isEmpty());
    await()
        .during(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(story).containsExactly("begun", "closed", "begun"));
    parts.close();
    assertThat(story).endsWith("begun", "closed");
  }

  /**
   * What is begun the second time waits until the test has seen the first end. An {@code Error} is
   * no {@code Exception}, and is overlooked more easily.
   */
  private void failTheFirstTime(Parts begun) {
    boolean first = story.isEmpty();
    if (!first) {
      awaitSeen();
    }
    story.add("begun");
    begun.keep(() -> story.add("closed"));
    if (first) {
      throw new LinkageError("no cache today");
    }
  }

  private void awaitSeen() {
    try {
      problemWasSeen.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
