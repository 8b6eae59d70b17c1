package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.SlotMarks;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import dev.bootc.rollout.workflows.pool.PoolActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** See {@link PoolActivities}. */
public final class PoolWatch implements PoolActivities {
  /** Also the longest that a deadline of a plan is overlooked. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A storm of changes is looked at once in this time. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** The board follows counters no faster than this; slots are given at once. */
  private static final Duration NEWS_AT_MOST_EVERY = Duration.ofSeconds(2);

  /** An answer at least this often lets the workflow look after orphaned slots. */
  private static final Duration ANSWER_AT_LEAST_EVERY = Duration.ofMinutes(5);

  /** The rollout of a pool that is deleted is cancelled by its finalizer well before. */
  private static final Duration GONE_AFTER = Duration.ofMinutes(1);

  /**
   * The API server takes about 300 patches a second on two cores; more at a time only queue up
   * there.
   */
  private static final int WRITES_AT_A_TIME = 16;

  private final KubernetesClient kubernetes;
  private final PoolObservation observation;
  private final ClusterCache cluster;
  private final NodeWrites nodeWrites;
  private final RolloutStatusWriter statusWriter;
  private final SignalHistory signals;
  private final Clock clock;

  /** The latest question for a pool; whoever still answers an older one gives up. */
  private final Map<String, String> latestQuestion = new ConcurrentHashMap<>();

  public PoolWatch(
      KubernetesClient kubernetes, WorkflowClient temporal, ClusterCache cluster, Clock clock) {
    this.observation = new PoolObservation(cluster);
    this.kubernetes = kubernetes;
    this.cluster = cluster;
    this.nodeWrites = new NodeWrites(kubernetes);
    this.statusWriter = new RolloutStatusWriter(kubernetes, clock);
    this.signals = new SignalHistory(temporal);
    this.clock = clock;
  }

  @Override
  public Plan awaitPlan(PlanRequest request) {
    String pool = request.target().pool();
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    String question = info.getWorkflowRunId() + "/" + info.getActivityId();
    latestQuestion.put(pool, question);
    Instant asked = now();
    Instant existed = asked;
    try (Changes.Subscription changes = cluster.changes().ofPool(pool)) {
      while (true) {
        requireLatest(pool, question);
        cluster.requireWatching();
        existed = requireExisting(pool, existed);
        Plan plan = RolloutPlanner.plan(observation.view(request), now());
        if (observation.stillAsksFor(request.target())) {
          statusWriter.offer(pool, status(request, plan, info));
          if (isWorthAnAnswer(request, plan, asked)) {
            return plan;
          }
        }
        Activity.getExecutionContext().heartbeat(plan.message());
        changes.await(LOOK_AGAIN);
        changes.gather(GATHER);
      }
    }
  }

  private boolean isWorthAnAnswer(PlanRequest request, Plan plan, Instant asked) {
    Duration waited = Duration.between(asked, now());
    boolean news = !plan.message().equals(request.lastMessage());
    return plan.retarget() > 0
        || !plan.start().isEmpty()
        || plan.phase() == RolloutPhase.COMPLETED
        || (request.adopt() && !plan.slotHolders().isEmpty())
        || (news && request.lastMessage().isEmpty())
        || (news && waited.compareTo(NEWS_AT_MOST_EVERY) >= 0)
        || waited.compareTo(ANSWER_AT_LEAST_EVERY) >= 0;
  }

  /**
   * Two answers for one pool would write its status in turns. To be asked again, since the older
   * question is nearly always cancelled already, and where it is not it becomes the latest.
   */
  private void requireLatest(String pool, String question) {
    if (!question.equals(latestQuestion.get(pool))) {
      throw ApplicationFailure.newFailure(
          "a newer question was asked for pool " + pool, "SupersededQuestion");
    }
  }

  /**
   * Whoever deletes a pool cancels its rollout, unless Temporal was away then: such a run ends
   * here.
   *
   * @param existed when the pool was last known to exist
   * @return the same, as of now
   */
  private Instant requireExisting(String pool, Instant existed) {
    if (cluster.pool(pool).isPresent()) {
      return now();
    }
    if (now().isAfter(existed.plus(GONE_AFTER)) && !exists(pool)) {
      throw ApplicationFailure.newNonRetryableFailure(
          "pool " + pool + " does not exist; it was deleted while Temporal was away", "PoolGone");
    }
    return existed;
  }

  /** The API server has the last word before a rollout is ended. */
  private boolean exists(String pool) {
    return kubernetes.resources(BootcNodePool.class).withName(pool).get() != null;
  }

  private static RolloutStatus status(PlanRequest request, Plan plan, ActivityInfo info) {
    // The signal first: it is kept nowhere else, while the field is kept in the spec. The message
    // names both.
    Pause pause = request.pause() != null ? request.pause() : plan.pause();
    return new RolloutStatus(
        plan.phase().text(),
        request.target().digest().text(),
        request.target().generation(),
        info.getWorkflowId(),
        info.getWorkflowRunId(),
        request.rolloutStartedAt().toString(),
        plan.message(),
        pause == null ? null : pause.by(),
        pause == null ? null : pause.reason(),
        pause == null ? null : pause.since().toString(),
        plan.inFlight(),
        plan.waiting(),
        plan.failed());
  }

  @Override
  public int retarget(RolloutTarget target) {
    List<BootcNode> nodes = observation.offTarget(target);
    Semaphore places = new Semaphore(WRITES_AT_A_TIME);
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> writes =
          nodes.stream()
              .map(node -> writers.submit(() -> retargetOne(node, target, places)))
              .toList();
      int written = 0;
      for (Future<Boolean> write : writes) {
        written += write.get() ? 1 : 0;
        Activity.getExecutionContext().heartbeat(written + " of " + nodes.size() + " written");
      }
      return written;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing the target", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "could not write the target to every node of pool " + target.pool(), failed.getCause());
    }
  }

  private boolean retargetOne(BootcNode node, RolloutTarget target, Semaphore places)
      throws InterruptedException {
    places.acquire();
    try {
      boolean asked = observation.asksForDigest(target);
      if (asked) {
        nodeWrites.retarget(
            node.getMetadata().getName(), target.image(), SlotMarks.APPROVAL_REMOVED);
      }
      return asked;
    } finally {
      places.release();
    }
  }

  @Override
  public void recordEnd(
      RolloutTarget target, RolloutPhase phase, String message, @Nullable Pause pause) {
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    latestQuestion.put(target.pool(), "ended " + info.getWorkflowRunId());
    statusWriter.write(
        target.pool(),
        new RolloutStatus(
            phase.text(),
            target.digest().text(),
            target.generation(),
            info.getWorkflowId(),
            info.getWorkflowRunId(),
            null,
            message,
            pause == null ? null : pause.by(),
            pause == null ? null : pause.reason(),
            pause == null ? null : pause.since().toString(),
            List.of(),
            List.of(),
            List.of()));
  }

  @Override
  public String senderOfSignal(String workflowId, String runId, String signal) {
    return signals.sender(workflowId, runId, signal);
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
