package dev.bootc.rollout.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.SteppedClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);

  private static final String FAILED =
      "{bootc.dev/verdict: '{\"outcome\":\"NotBack\",\"digest\":\"%s\",\"attempt\":1,\"since\":\"2026-01-01T11:00:00Z\"}'}"
          .formatted(DIGEST);

  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Teller teller =
      new Teller(
          event -> told.add(event.getRegarding().getName() + " " + event.getReason()),
          thread,
          "replica",
          clock);

  @AfterEach
  void end() {
    teller.close();
  }

  @Test
  void shouldTellOfTheOthersWhenAnObjectMakesNoSense() throws InterruptedException {
    // Given
    BootcNode odd = node("odd", FAILED);
    odd.setSpec(null);
    BootcNode marked =
        node(
            "marked",
            "{bootc.dev/in-reboot-slot: '', bootc.dev/drain-since: '+1000000000-12-31T23:59:59Z %s'}"
                .formatted(DIGEST));
    BootcNode drained =
        node(
            "drained",
            "{bootc.dev/in-reboot-slot: '', bootc.dev/drain-since: '2026-01-01T11:50:00Z %s'}"
                .formatted(DIGEST));
    Announcements announcements = announcements(odd, marked, drained);

    // When
    List.of(odd, marked, drained).forEach(announcements::look);

    // Then
    assertThat(told()).containsExactly("drained DrainTakingTooLong");
  }

  @Test
  void shouldPassOverWhatIsOldOfWhatStoodThereOnly() throws InterruptedException {
    // Given
    BootcNodePool stood = pool("stood", "2026-01-01T10:00:00Z", "");
    BootcNodePool later = pool("later", "2026-01-01T10:00:00Z", "");
    Announcements announcements = announcements(stood);

    // When
    announcements.look(stood);
    announcements.look(stood);
    announcements.look(later);

    // Then
    assertThat(told()).containsExactly("later RolloutStarted");
  }

  @Test
  void shouldTellThatSomebodyResumedWhenThePauseIsGone() throws InterruptedException {
    // Given
    String paused = ", pausedBy: kubectl-patch, pausedSince: '2026-01-01T11:00:00Z'";
    Announcements announcements = announcements();

    // When
    announcements.look(pool("p", "2026-01-01T10:00:00Z", paused));
    announcements.look(pool("p", "2026-01-01T10:00:00Z", ""));
    announcements.look(pool("p", "2026-01-01T10:00:00Z", ""));

    // Then
    assertThat(told()).containsExactly("p RolloutStarted", "p Resumed");
  }

  @Test
  void shouldTellThatSomebodyTakesAVerdictAway() throws InterruptedException {
    // Given
    Announcements announcements = announcements();

    // When
    announcements.look(node("n", FAILED));
    announcements.look(node("n", "{}"));
    announcements.look(node("n", "{}"));

    // Then
    assertThat(told()).containsExactly("n NotBack", "n NodeRetried");
  }

  private Announcements announcements(HasMetadata... present) {
    return new Announcements(teller, List.of(present), clock);
  }

  private List<String> told() throws InterruptedException {
    thread.shutdown();
    assertThat(thread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    return told;
  }

  private static BootcNodePool pool(String name, String began, String more) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            apiVersion: node.bootc.dev/v1alpha1
            kind: BootcNodePool
            metadata: {name: %s, uid: u}
            spec: {nodeSelector: {}, image: {ref: registry.example.com/os/node@%s}}
            status: {rollout: {phase: Rolling, digest: %s, startedAt: '%s' %s}}
            """
                .formatted(name, DIGEST, DIGEST, began, more),
            BootcNodePool.class);
  }

  private static BootcNode node(String name, String annotations) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            apiVersion: node.bootc.dev/v1alpha1
            kind: BootcNode
            metadata: {name: %s, uid: u, annotations: %s}
            spec: {desiredImage: registry.example.com/os/node@%s, desiredImageState: Staged}
            """
                .formatted(name, annotations, DIGEST),
            BootcNode.class);
  }
}
