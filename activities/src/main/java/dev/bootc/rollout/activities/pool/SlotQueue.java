package dev.bootc.rollout.activities.pool;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where all pools share a limit, nodes of this process take their slots one after the other. They
 * would not overshoot otherwise, but of two pools that mark at the same time both would have to
 * give back, and try again.
 */
final class SlotQueue {
  private final @Nullable ReentrantLock lock;

  private SlotQueue(@Nullable ReentrantLock lock) {
    this.lock = lock;
  }

  /**
   * @param shared whether all pools share a limit
   */
  static SlotQueue where(boolean shared) {
    return new SlotQueue(shared ? new ReentrantLock(true) : null);
  }

  /** Asks once nobody else is taking a slot; who is not refused keeps the others waiting. */
  Optional<String> ask(Supplier<Optional<String>> refusal) {
    if (lock == null) {
      return refusal.get();
    }
    lock.lock();
    boolean admitted = false;
    try {
      Optional<String> answer = refusal.get();
      admitted = answer.isEmpty();
      return answer;
    } finally {
      if (!admitted) {
        lock.unlock();
      }
    }
  }

  /** By the one who was not refused, on the same thread. */
  void done() {
    if (lock != null) {
      lock.unlock();
    }
  }
}
