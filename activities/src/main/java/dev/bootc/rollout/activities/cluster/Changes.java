package dev.bootc.rollout.activities.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for a node or a pool to change. Level-triggered: a wake-up says "look
 * again", never what happened, and several changes may be one wake-up.
 */
public final class Changes {
  private static final String UNSCHEDULED_PODS = "unscheduled pods";

  private final Map<String, Set<Subscription>> subscriptions = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Waiters on the node's Node and BootcNode. Subscribe before the first look, or a change between
   * is missed.
   */
  public Subscription ofNode(String node) {
    return subscribe("node/" + node);
  }

  /** Waiters on the pool, its Nodes and its BootcNodes. */
  public Subscription ofPool(String pool) {
    return subscribe("pool/" + pool);
  }

  /** Waiters on the pods that no node has been chosen for. */
  Subscription ofUnscheduledPods() {
    return subscribe(UNSCHEDULED_PODS);
  }

  void unscheduledPods() {
    wake(UNSCHEDULED_PODS);
  }

  void node(String node) {
    wake("node/" + node);
  }

  void pool(String pool) {
    wake("pool/" + pool);
  }

  /** Lets every waiter fail with {@link WorkerStopping}, now and from now on. */
  void stop() {
    stopped.countDown();
    subscriptions.values().forEach(all -> all.forEach(Subscription::wake));
  }

  private Subscription subscribe(String topic) {
    Subscription subscription = new Subscription(topic);
    subscriptions.compute(
        topic,
        (same, all) -> {
          Set<Subscription> subscribers = all == null ? ConcurrentHashMap.newKeySet() : all;
          subscribers.add(subscription);
          return subscribers;
        });
    return subscription;
  }

  private void wake(String topic) {
    Set<Subscription> all = subscriptions.get(topic);
    if (all != null) {
      all.forEach(Subscription::wake);
    }
  }

  /** The worker stops: give up at once, another worker takes over. */
  public static final class WorkerStopping extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkerStopping() {
      super("the worker stops; another one takes over");
    }
  }

  /** One waiter. */
  public final class Subscription implements AutoCloseable {
    private final String topic;
    private final Semaphore changed = new Semaphore(0);

    private Subscription(String topic) {
      this.topic = topic;
    }

    /**
     * Returns when something changed since the last return, or after {@code atMost}.
     *
     * @throws WorkerStopping once the worker stops, or when the thread is interrupted
     */
    public void await(Duration atMost) {
      requireRunning();
      try {
        if (changed.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
          changed.drainPermits();
        }
        requireRunning();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new WorkerStopping();
      }
    }

    /** Lets further changes gather, so that a storm of them is looked at once. */
    public void gather(Duration time) {
      try {
        boolean stopping = stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        if (stopping) {
          throw new WorkerStopping();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new WorkerStopping();
      }
    }

    private void requireRunning() {
      if (stopped.getCount() == 0) {
        throw new WorkerStopping();
      }
    }

    /** As if something had changed. */
    public void wake() {
      if (changed.availablePermits() == 0) {
        changed.release();
      }
    }

    @Override
    public void close() {
      subscriptions.computeIfPresent(
          topic,
          (same, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
