package dev.bootc.rollout.playground.e2e;

import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.playground.launch.Waiting;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at a pool's status all the time: what it says must not be untrue for long. */
final class StatusWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** A look that took longer says nothing about the time before: the API server was away. */
  private static final Duration LOOKS_AWAY_AT_MOST = Duration.ofSeconds(3);

  private static final Duration TRUE_WITHIN = Duration.ofSeconds(10);

  /** Longer than anything is forgiven, and untrue after that. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Supplier<Set<String>> lies;
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, Instant> forgivenBeginnings = new HashMap<>();
  private final List<String> found = new ArrayList<>();
  private final Thread thread;
  private Instant forgivenUntil = Instant.MIN;
  private Instant looked = Instant.MIN;
  private Instant sawTruth = Instant.MIN;

  private StatusWatch(Supplier<Set<String>> lies) {
    this.lies = lies;
    thread = Thread.ofPlatform().daemon().name("status-watch").unstarted(this::lookOn);
  }

  static StatusWatch start(Supplier<Set<String>> lies) {
    StatusWatch watch = new StatusWatch(lies);
    watch.thread.start();
    return watch;
  }

  /** From now on for that time nobody can know better, and the time of grace begins after it. */
  synchronized void forgiveFor(Duration time) {
    forgivenUntil = Instant.now().plus(time);
    since.clear();
  }

  /** The same for what begins so; the time of grace for all else is not touched. */
  synchronized void forgiveFor(Duration time, String beginning) {
    forgivenBeginnings.put(beginning, Instant.now().plus(time));
  }

  /** Returns once a look has found nothing untrue, or something has been untrue for too long. */
  void awaitTruth() {
    Instant asked = Instant.now();
    await().atMost(PATIENCE).until(() -> sawTruthAfter(asked) || !found().isEmpty());
  }

  private synchronized boolean sawTruthAfter(Instant asked) {
    return sawTruth.isAfter(asked);
  }

  /** What was untrue for too long, so far. */
  synchronized List<String> found() {
    return List.copyOf(found);
  }

  private synchronized void stopLooking(RuntimeException failed) {
    found.add("nobody looked on after " + failed);
  }

  private void lookOn() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        note(lies.get());
        Waiting.pause(LOOK_EVERY);
      } catch (KubernetesClientException away) {
        forgiveFor(LOOK_EVERY);
      } catch (IllegalStateException interrupted) {
        return;
      } catch (RuntimeException failed) {
        stopLooking(failed);
        return;
      }
    }
  }

  private synchronized void note(Set<String> told) {
    Instant now = Instant.now();
    boolean lookedAway = looked.plus(LOOKS_AWAY_AT_MOST).isBefore(now);
    looked = now;
    sawTruth = told.isEmpty() ? now : sawTruth;
    since.keySet().retainAll(told);
    if (lookedAway || now.isBefore(forgivenUntil)) {
      since.clear();
      return;
    }
    since.keySet().removeIf(lie -> isForgiven(lie, now));
    for (String lie : told) {
      Instant began = since.putIfAbsent(lie, now);
      if (began != null && began.plus(TRUE_WITHIN).isBefore(now)) {
        found.add(
            began + " the status " + lie + ", for more than " + TRUE_WITHIN.toSeconds() + " s");
        since.put(lie, Instant.MAX.minus(TRUE_WITHIN));
      }
    }
  }

  private boolean isForgiven(String lie, Instant now) {
    return forgivenBeginnings.entrySet().stream()
        .anyMatch(each -> lie.startsWith(each.getKey()) && now.isBefore(each.getValue()));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
