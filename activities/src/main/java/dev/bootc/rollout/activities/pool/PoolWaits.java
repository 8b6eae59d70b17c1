package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import dev.bootc.rollout.workflows.pool.PoolWaitActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** See {@link PoolWaitActivities}. */
public final class PoolWaits implements PoolWaitActivities {
  /** Also the longest that a deadline of a decision is overlooked. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A storm of changes is looked at once in this time; the first of it at once. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** The board follows counters no faster than this; slots are given at once. */
  private static final Duration NEWS_AT_MOST_EVERY = Duration.ofSeconds(2);

  /** An answer at least this often lets the workflow look after orphaned slots. */
  private static final Duration ANSWER_AT_LEAST_EVERY = Duration.ofMinutes(5);

  /** The rollout of a pool that is deleted is cancelled by its finalizer well before. */
  private static final Duration GONE_AFTER = Duration.ofMinutes(1);

  private final KubernetesClient kubernetes;
  private final ClusterCache cluster;
  private final Retargeting retargeting;
  private final RolloutStatusWriter statusWriter;
  private final LatestQuestions questions;
  private final Neighbourhood neighbourhood;
  private final MissingNodes missing = new MissingNodes();
  private final Clock clock;

  PoolWaits(
      KubernetesClient kubernetes,
      ClusterCache cluster,
      Retargeting retargeting,
      RolloutStatusWriter statusWriter,
      LatestQuestions questions,
      Neighbourhood neighbourhood,
      Clock clock) {
    this.kubernetes = kubernetes;
    this.cluster = cluster;
    this.retargeting = retargeting;
    this.statusWriter = statusWriter;
    this.questions = questions;
    this.neighbourhood = neighbourhood;
    this.clock = clock;
  }

  @Override
  public Plan awaitPlan(PlanRequest request) {
    String pool = request.target().pool();
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    PoolObservation observation =
        new PoolObservation(cluster, pool, Set.copyOf(request.started().names()), neighbourhood);
    Instant asked = now();
    Instant existed = asked;
    Decided decided = null;
    try (LatestQuestions.Question question = questions.ask(pool, info);
        Changes.Subscription changes = cluster.changes().ofPool(pool);
        Heartbeat heartbeat = Heartbeat.begin(changes::wake);
        StatusOffers _ = () -> statusWriter.settle(pool)) {
      while (true) {
        question.requireLatest();
        cluster.requireWatching();
        existed = requireExisting(request.target(), existed);
        Instant began = now();
        Optional<RolloutTarget> target = PoolTargets.now(cluster, request.target());
        if (target.isPresent()) {
          decided = decide(() -> observation.look(target.get(), request.pause()), decided, began);
          Optional<Plan> answer =
              answer(request, decided.decision(), Duration.between(asked, began), began);
          if (answer.isPresent()) {
            return answer.get();
          }
          if (statusWriter.isDue(pool)) {
            Report report = decided.decision().report();
            statusWriter.offer(pool, RolloutStatuses.of(request, report, info));
            heartbeat.say(report.message());
          }
        }
        heartbeat.requireWanted();
        changes.await(LOOK_AGAIN);
        Duration sinceTheLast = Duration.between(began, now());
        if (sinceTheLast.compareTo(GATHER) < 0) {
          changes.gather(GATHER.minus(sinceTheLast));
        }
      }
    }
  }

  /** Once a plan is answered, nothing older than it may be written any more. */
  private interface StatusOffers extends AutoCloseable {
    @Override
    void close();
  }

  /** What was decided on a view; holds as long as the view does, or until its own deadline. */
  private record Decided(PoolView view, Decision decision) {
    @SuppressWarnings("ReferenceEquality") // an unchanged view is the same object
    boolean holdsFor(PoolView now, Instant at) {
      return view == now && decision.holdsUntil().filter(until -> !at.isBefore(until)).isEmpty();
    }
  }

  private static Decided decide(Supplier<PoolView> look, @Nullable Decided before, Instant now) {
    PlanTimers timers = PlanTimers.ofThisActivity();
    PoolView view = timers.gathering(look);
    return before != null && before.holdsFor(view, now)
        ? before
        : new Decided(view, timers.deciding(() -> RolloutPlanner.decide(view, now)));
  }

  /** The plan, once there is something to do or something worth telling. */
  private Optional<Plan> answer(
      PlanRequest request, Decision decision, Duration waited, Instant now) {
    Orders orders = orders(request, decision, now);
    boolean due =
        orders.areUrgent()
            || decision.isComplete()
            || request.lastMessage().isEmpty()
            || waited.compareTo(ANSWER_AT_LEAST_EVERY) >= 0;
    if (!due && waited.compareTo(NEWS_AT_MOST_EVERY) < 0) {
      return Optional.empty();
    }
    Report report = decision.report();
    return due || !report.message().equals(request.lastMessage())
        ? Optional.of(new Plan(orders, report))
        : Optional.empty();
  }

  private Orders orders(PlanRequest request, Decision decision, Instant now) {
    return request.adopt()
        ? decision.ordersAndAdoption()
        : decision.orders(missing.forLong(request.target().pool(), decision.missing(), now));
  }

  /**
   * Whoever deletes a pool cancels its rollout, unless Temporal was away then: such a run ends
   * here.
   *
   * @param existed when the pool was last known to exist
   * @return the same, as of now
   */
  private Instant requireExisting(RolloutTarget target, Instant existed) {
    if (cluster.pool(target.pool()).filter(pool -> isOf(target, pool)).isPresent()) {
      return now();
    }
    if (now().isAfter(existed.plus(GONE_AFTER)) && !exists(target)) {
      throw ApplicationFailure.newNonRetryableFailure(
          "pool " + target.pool() + " does not exist; it was deleted while Temporal was away",
          "PoolGone");
    }
    return existed;
  }

  /** The API server has the last word before a rollout is ended. */
  private boolean exists(RolloutTarget target) {
    BootcNodePool pool = kubernetes.resources(BootcNodePool.class).withName(target.pool()).get();
    return pool != null && isOf(target, pool);
  }

  /** One that was made again under the name is another. */
  private static boolean isOf(RolloutTarget target, BootcNodePool pool) {
    return target.poolUid().equals(pool.getMetadata().getUid());
  }

  @Override
  public int retarget(RolloutTarget target) {
    try (Changes.Subscription changes = cluster.changes().ofPool(target.pool());
        Heartbeat heartbeat = Heartbeat.begin(changes::wake)) {
      return retargeting.write(target, heartbeat);
    }
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
