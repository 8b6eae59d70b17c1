package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@RealServers
final class LeadershipIT {
  /** Longer than any of the waits here: whoever leads was given the Lease, and did not wait. */
  private static final Duration LEASE = Duration.ofSeconds(70);

  private static final Duration SOONER = LEASE.minusSeconds(10);

  private final String lease = "lease-" + UUID.randomUUID();
  private final KubernetesClient client;
  private final List<String> story = new CopyOnWriteArrayList<>();

  LeadershipIT(ControlPlane plane) {
    client = plane.adminClient();
  }

  @Test
  void shouldGiveTheLeaseBackAndLeadAtTheNextTryWhenItCouldNotBeginToLead() {
    // When
    try (Leadership _ = compete("alone", 1)) {

      // Then
      await()
          .atMost(SOONER)
          .untilAsserted(() ->
              assertThat(story)
                  .startsWith("alone tries", "alone stops")
                  .endsWith("alone leads")
                  .containsOnlyOnce("alone leads"));
    }
  }

  @Test
  void shouldLetAnotherLeadWhenOneCannotBeginTo() {
    // Given
    try (Leadership _ = compete("never", Integer.MAX_VALUE)) {
      await().atMost(SOONER).untilAsserted(() -> assertThat(story).contains("never stops"));

      // When
      try (Leadership _ = compete("other", 0)) {

        // Then
        await().atMost(SOONER).untilAsserted(() -> assertThat(story).contains("other leads"));
        await()
            .during(Duration.ofSeconds(3))
            .untilAsserted(() -> assertThat(story).endsWith("other leads"));
      }
    }
  }

  private Leadership compete(String name, int failures) {
    return Leadership.competeFor(
        client,
        new LeaderElection("default", lease, name, LEASE),
        () -> lead(name, failures),
        () -> story.add(name + " stops"));
  }

  private void lead(String name, int failures) {
    String tries = name + " tries";
    if (story.stream().filter(tries::equals).count() < failures) {
      story.add(tries);
      throw new IllegalStateException("cannot lead yet");
    }
    story.add(name + " leads");
  }
}
