package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.operator.settings.OperatorConfiguration.LeaderElection;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads, where somebody cannot begin to. */
@RealServers
final class LeadershipIT {
  /** Longer than any of the waits here: whoever leads was given the Lease, and did not wait. */
  private static final Duration LEASE = Duration.ofSeconds(21);

  private static final Duration SHORT_LEASE = Duration.ofSeconds(6);

  private static final Duration SOONER = LEASE.minusSeconds(2);

  private final String lease = "lease-" + UUID.randomUUID();
  private final KubernetesClient client;
  private final List<String> story = new CopyOnWriteArrayList<>();

  LeadershipIT(ControlPlane plane) {
    client = plane.adminClient();
  }

  @Test
  @Tag("thorough")
  void shouldLeadAtTheNextTryWhenItCouldNotBeginToLeadAndIsAlone() {
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
  void shouldNameNobodyInTheLeaseWhenItIsGivenBack() {
    // When
    try (Leadership _ = compete("never", Integer.MAX_VALUE)) {

      // Then
      await()
          .atMost(SOONER)
          .untilAsserted(() -> {
            assertThat(story).contains("never stops");
            assertThat(holder()).isNullOrEmpty();
          });
    }
  }

  @Test
  void shouldLetAnotherLeadWhenOneCannotBeginTo() {
    // Given
    try (Leadership _ = compete("never", Integer.MAX_VALUE);
        Leadership _ = competeAfter("never tries", "other")) {

      // Then
      await().atMost(SOONER).untilAsserted(() -> assertThat(story).endsWith("other leads"));
      await()
          .during(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(story).endsWith("other leads"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"leaseDurationSeconds\": 1}"})
  void shouldLeadWhenTheLeaseLacksWhatItShouldSay(String spec) {
    // Given
    create(spec);

    // When
    try (Leadership _ = compete("one", 0)) {

      // Then
      await().atMost(SOONER).untilAsserted(() -> assertThat(story).containsExactly("one leads"));
    }
  }

  /** It may live: what the Lease does not say of its renewals is no proof that there were none. */
  @Test
  void shouldWaitOutAHolderWhenTheLeaseLacksWhatItShouldSay() {
    // Given
    create("{\"holderIdentity\": \"gone\"}");
    Duration sooner = SHORT_LEASE.minusSeconds(2);

    // When
    try (Leadership _ = compete("one", SHORT_LEASE, () -> story.add("one leads"), () -> {})) {

      // Then
      await().during(sooner).until(story::isEmpty);
      await()
          .atMost(SHORT_LEASE.multipliedBy(2))
          .untilAsserted(() -> assertThat(story).containsExactly("one leads"));
    }
  }

  @Test
  void shouldNotLeadAgainBeforeWhatLedIsStopped() {
    // Given
    AtomicBoolean stuck = new AtomicBoolean(true);
    Runnable stop =
        () -> {
          story.add("one stops");
          if (stuck.get()) {
            throw new LinkageError("cannot stop");
          }
        };
    try (Leadership one = compete("one", SHORT_LEASE, () -> lead("one", 1), stop)) {
      await()
          .untilAsserted(() ->
              assertThat(one.problem())
                  .hasValueSatisfying(why -> assertThat(why).contains("cannot stop")));
      await().until(() -> story.stream().filter("one stops"::equals).count() > 3);
      assertThat(story).containsOnlyOnce("one tries").doesNotContain("one leads");

      // When
      stuck.set(false);

      // Then
      await().untilAsserted(() -> assertThat(story).endsWith("one leads"));
      assertThat(one.problem()).isEmpty();
    }
  }

  @Test
  @Tag("thorough")
  void shouldKeepTheLeaseWhenOnlyAnEarlierTimeOfLeadingFailed() {
    // Given
    CountDownLatch fails = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    Runnable lead =
        () -> {
          if (times.incrementAndGet() == 1) {
            await().until(() -> fails.getCount() == 0);
            throw new LinkageError("cannot lead");
          }
          story.add("one leads");
        };
    try (Leadership _ = compete("one", SHORT_LEASE, lead, () -> story.add("one stops"))) {
      await().until(() -> times.get() == 1);
      client
          .leases()
          .inNamespace("default")
          .withName(lease)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"thief\"}}");
      await().untilAsserted(() -> assertThat(holder()).isEqualTo("one"));

      // When
      fails.countDown();

      // Then
      await().until(() -> story.contains("one leads"));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> {
            assertThat(story).endsWith("one leads").containsOnlyOnce("one leads");
            assertThat(holder()).isEqualTo("one");
          });
    }
  }

  private void create(String spec) {
    client
        .leases()
        .inNamespace("default")
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(lease)
                .endMetadata()
                .withSpec(Serialization.unmarshal(spec, LeaseSpec.class))
                .build())
        .create();
  }

  private @Nullable String holder() {
    return client
        .leases()
        .inNamespace("default")
        .withName(lease)
        .require()
        .getSpec()
        .getHolderIdentity();
  }

  private Leadership competeAfter(String event, String name) {
    await().atMost(SOONER).untilAsserted(() -> assertThat(story).contains(event));
    return compete(name, 0);
  }

  private Leadership compete(String name, int failures) {
    return compete(name, LEASE, () -> lead(name, failures), () -> story.add(name + " stops"));
  }

  private Leadership compete(String name, Duration duration, Runnable lead, Runnable stop) {
    return Leadership.competeFor(
        client, new LeaderElection("default", lease, name, duration), lead, stop);
  }

  /** An {@code Error} is no {@code Exception}, and as good a reason. */
  private void lead(String name, int failures) {
    String tries = name + " tries";
    if (story.stream().filter(tries::equals).count() < failures) {
      story.add(tries);
      throw new LinkageError("cannot lead yet");
    }
    story.add(name + " leads");
  }
}
