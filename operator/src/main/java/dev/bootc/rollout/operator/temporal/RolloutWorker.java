package dev.bootc.rollout.operator.temporal;

import io.temporal.client.WorkflowClient;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Temporal worker of this process. Short steps run inside workflow tasks and have slots of
 * their own, so that thousands of waits never starve one.
 */
public final class RolloutWorker implements TemporalConnection.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutWorker.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  /** A heartbeat is a transaction of Temporal's, and hundreds of nodes may be waited for. */
  private static final Duration HEARTBEATS_AT_MOST_EVERY = Duration.ofSeconds(4);

  /** The default of a second takes a process that gets no CPU for a workflow that blocks. */
  private static final Duration DEADLOCK = Duration.ofSeconds(10);

  private final WorkflowClient client;
  private final Work work;
  private final WorkerSizes sizes;
  private volatile @Nullable WorkerFactory running;
  private boolean temporalIsThere;
  private boolean allowed = true;
  private boolean closed;

  /**
   * What the workers do.
   *
   * @param taskQueue of workflows and activities
   * @param workflows implementation classes
   * @param activities implementations
   * @param checks what every call of them passes
   */
  public record Work(
      String taskQueue,
      List<Class<?>> workflows,
      List<Object> activities,
      List<WorkerInterceptor> checks) {
    public Work {
      workflows = List.copyOf(workflows);
      activities = List.copyOf(activities);
      checks = List.copyOf(checks);
    }
  }

  public RolloutWorker(WorkflowClient client, Work work, WorkerSizes sizes) {
    this.client = client;
    this.work = work;
    this.sizes = sizes;
  }

  /**
   * New workers after each outage: the pollers of the old ones may be pausing for up to a minute
   * between attempts, and whatever they had begun is lost with its heartbeats anyway.
   */
  @Override
  public synchronized void reachable() {
    temporalIsThere = true;
    stop();
    startIfPossible();
  }

  @Override
  public synchronized void unreachable() {
    temporalIsThere = false;
  }

  /** Takes work from now on, as soon as Temporal is there. Level-triggered. */
  public synchronized void allow() {
    allowed = true;
    startIfPossible();
  }

  /**
   * Takes none before it is allowed to again: what this process cannot do is with another at once,
   * or waits with Temporal, where it costs nothing. Level-triggered.
   */
  public synchronized void forbid() {
    allowed = false;
    if (running != null) {
      running.shutdown();
      running = null;
      LOG.atInfo().addKeyValue("taskQueue", work.taskQueue()).log("workers stopped");
    }
  }

  private void startIfPossible() {
    if (closed || !allowed || !temporalIsThere || running != null) {
      return;
    }
    WorkerFactory factory = build();
    try {
      factory.start();
      running = factory;
      LOG.atInfo().addKeyValue("taskQueue", work.taskQueue()).log("workers started");
    } catch (RuntimeException | Error gone) {
      // It went away again in this very moment; the connection tells us when it is back.
      factory.shutdownNow();
      throw gone;
    }
  }

  /** Answers at once, also while workers are being started. */
  public boolean isRunning() {
    return running != null;
  }

  private WorkerFactory build() {
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setUsingVirtualWorkflowThreads(true)
                .setWorkflowCacheSize(sizes.cachedWorkflows())
                .setWorkerInterceptors(work.checks().toArray(WorkerInterceptor[]::new))
                .build());
    Worker worker =
        factory.newWorker(
            work.taskQueue(),
            WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                .setDefaultDeadlockDetectionTimeout(DEADLOCK.toMillis())
                .setMaxConcurrentActivityExecutionSize(sizes.waits())
                .setMaxConcurrentLocalActivityExecutionSize(sizes.steps())
                .setMaxConcurrentWorkflowTaskExecutionSize(sizes.tasks())
                .setMaxHeartbeatThrottleInterval(HEARTBEATS_AT_MOST_EVERY)
                .build());
    work.workflows().forEach(worker::registerWorkflowImplementationTypes);
    worker.registerActivitiesImplementations(work.activities().toArray());
    return factory;
  }

  /** Takes no new work. What is under way goes on, and still tells Temporal how it ended. */
  public synchronized void stopPolling() {
    closed = true;
    if (running != null) {
      running.shutdown();
    }
  }

  @Override
  public synchronized void close() {
    stopPolling();
    if (running != null) {
      running.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      stop();
    }
  }

  private void stop() {
    if (running != null) {
      running.shutdownNow();
      running = null;
    }
  }
}
