package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.metrics.PoolMetrics;
import dev.bootc.rollout.operator.nodepool.PoolController;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the leader does and no other replica: it reconciles, and tells how pools stand. */
final class Leading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leading.class);

  private final Supplier<PoolController> reconciling;
  private final Supplier<PoolMetrics> telling;
  private volatile @Nullable PoolController controller;
  private @Nullable PoolMetrics metrics;
  private boolean closed;

  Leading(Supplier<PoolController> reconciling, Supplier<PoolMetrics> telling) {
    this.reconciling = reconciling;
    this.telling = telling;
  }

  void begin() {
    begun(reconciling.get());
  }

  private synchronized void begun(PoolController started) {
    if (closed) {
      started.close();
      return;
    }
    controller = started;
    metrics = telling.get();
    LOG.atInfo().log("reconciling");
  }

  synchronized void end() {
    PoolMetrics told = metrics;
    if (told != null) {
      told.close();
      metrics = null;
    }
    PoolController started = controller;
    if (started != null) {
      // Not before: where it cannot be closed, whoever stops or leads next tries again.
      started.close();
      controller = null;
      LOG.atInfo().log("no longer reconciling");
    }
  }

  boolean isLeading() {
    return controller != null;
  }

  /** Changes as long as pools are looked at, or there is nothing to look at. */
  Object mark() {
    PoolController leading = controller;
    return leading == null || leading.isIdle() ? new Object() : leading.reconciliations();
  }

  /** Every pool may have something to say or to start. */
  void wakeAll() {
    PoolController leading = controller;
    if (leading != null) {
      leading.wakeAll();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    end();
  }
}
