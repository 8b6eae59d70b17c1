package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNodePool;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the reconciler for pools whose nodes changed, at most about once a second for each pool: a
 * thousand nodes report five times each in a rollout, and none of it needs a status of its own.
 */
final class PoolWakeUps implements AutoCloseable {
  private static final Duration GATHER = Duration.ofMillis(900);

  private final SimpleInboundEventSource<BootcNodePool> events =
      new SimpleInboundEventSource<>("pool-wake-ups");
  private final Set<String> woken = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pool-wake-ups").factory());

  /** Returns at once; the pools are looked at within a second. */
  void wake(Collection<String> pools) {
    if (woken.addAll(pools) && scheduled.compareAndSet(false, true)) {
      try {
        Future<?> _ = timer.schedule(this::deliver, GATHER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        scheduled.set(false);
      }
    }
  }

  SimpleInboundEventSource<BootcNodePool> source() {
    return events;
  }

  private void deliver() {
    scheduled.set(false);
    Set<String> due = Set.copyOf(woken);
    woken.removeAll(due);
    due.forEach(pool -> events.propagateEvent(new ResourceID(pool)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
