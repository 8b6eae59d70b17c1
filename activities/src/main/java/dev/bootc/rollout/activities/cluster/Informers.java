package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Starts and stops informers, and knows whether the API server tells them of changes. */
final class Informers implements AutoCloseable {
  /** A wait is given to another process after this time without a watch. */
  private static final Duration BLIND_FOR = Duration.ofSeconds(10);

  private final List<SharedIndexInformer<?>> needed;
  private final List<SharedIndexInformer<?>> all;
  private final AtomicLong lastWatching = new AtomicLong(System.nanoTime());

  /**
   * None is started yet.
   *
   * @param needed those without which nothing may be decided
   * @param others those that matter to some decisions
   */
  Informers(List<SharedIndexInformer<?>> needed, List<? extends SharedIndexInformer<?>> others) {
    this.needed = needed;
    all = new ArrayList<>(needed);
    all.addAll(others);
  }

  /** Returns once each has its first list; waits for an API server that is not there yet. */
  void start() {
    all.forEach(informer -> informer.exceptionHandler((afterStart, failure) -> true));
    CompletableFuture.allOf(
            all.stream()
                .map(informer -> informer.start().toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .join();
  }

  boolean areWatching() {
    boolean watching = needed.stream().allMatch(SharedIndexInformer::isWatching);
    if (watching) {
      lastWatching.set(System.nanoTime());
    }
    return watching;
  }

  boolean areBlind() {
    return !areWatching() && System.nanoTime() - lastWatching.get() > BLIND_FOR.toNanos();
  }

  /**
   * @throws IllegalStateException where nothing is watched
   */
  static void require(boolean watching) {
    if (!watching) {
      throw new IllegalStateException(
          "this operator is not told of changes: its watch of the API server is interrupted");
    }
  }

  /** How far that one has come. */
  static long version(SharedIndexInformer<?> informer) {
    return Long.parseLong(informer.lastSyncResourceVersion());
  }

  @Override
  public void close() {
    all.forEach(SharedIndexInformer::close);
  }
}
