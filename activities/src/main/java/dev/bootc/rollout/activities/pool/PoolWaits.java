package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import dev.bootc.rollout.workflows.pool.PoolWaitActivities;
import dev.bootc.rollout.workflows.pool.Settled;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** See {@link PoolWaitActivities}. */
public final class PoolWaits implements PoolWaitActivities {
  /** Also the longest that a deadline of a decision is overlooked. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A storm of changes is looked at once in this time; the first of it at once. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** More writers than the operator and a person are not at a pool at the same time. */
  private static final int MOST_TRIES = 5;

  /** A rollout is usually told of a change of the spec much sooner. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(3);

  /** The rollout of a pool that is deleted is cancelled by its finalizer well before. */
  private static final Duration GONE_AFTER = Duration.ofMinutes(1);

  private final KubernetesClient kubernetes;
  private final ClusterCache cluster;
  private final Retargeting retargeting;
  private final NodesOfPools nodes;
  private final Neighbourhood neighbourhood;
  private final Settling settling;
  private final Speakers speakers;
  private final KeptByPool<UnattendedOfPool> unattended;
  private final Clock clock;

  PoolWaits(
      KubernetesClient kubernetes,
      ClusterCache cluster,
      Retargeting retargeting,
      NodesOfPools nodes,
      Neighbourhood neighbourhood,
      Settling settling,
      Speakers speakers,
      Clock clock) {
    this.kubernetes = kubernetes;
    this.cluster = cluster;
    this.retargeting = retargeting;
    this.nodes = nodes;
    this.neighbourhood = neighbourhood;
    this.settling = settling;
    this.speakers = speakers;
    this.unattended = KeptByPool.in(cluster, _ -> new UnattendedOfPool(), _ -> {});
    this.clock = clock;
  }

  @Override
  public Plan awaitPlan(PlanRequest request) {
    String pool = request.target().pool();
    ActivityInfo info = Activity.getExecutionContext().getInfo();
    Instant asked = now();
    Planning planning =
        new Planning(nodes, request, neighbourhood, unattended, () -> statusOf(pool), asked);
    Instant existed = asked;
    Instant told = asked;
    try (Changes.Subscription changes = cluster.changes().ofPool(pool);
        Heartbeat heartbeat = Heartbeat.begin(changes::wake);
        Speakers.Speaker speaker = speakers.next(pool, info)) {
      while (true) {
        speaker.requireLatest();
        cluster.requireWatching();
        existed = requireExisting(request.target(), existed);
        Instant began = now();
        PoolAsks asks = PoolAsks.of(cluster, request.target());
        Decision decision =
            planning.decide(
                asks instanceof PoolAsks.ForThis(RolloutTarget target) ? target : request.target(),
                began);
        if (asks instanceof PoolAsks.ForThis) {
          told = began;
          Optional<Plan> answer = planning.answer(decision, began);
          if (answer.isPresent()) {
            return announced(answer.get(), request, speaker, info, changes);
          }
        }
        if (speaker.isDue()) {
          Optional<Report> report =
              toBeSaid(asks, () -> planning.report(decision, began), told, began);
          report.ifPresent(said -> speaker.say(() -> RolloutStatuses.of(request, said, info)));
          report.ifPresent(said -> heartbeat.say(said.message()));
        }
        heartbeat.requireWanted();
        awaitNews(changes, speaker.untilDue(), began);
      }
    }
  }

  /** While nodes are given a target, of which there may be thousands, nobody else would say it. */
  private static Plan announced(
      Plan plan,
      PlanRequest request,
      Speakers.Speaker speaker,
      ActivityInfo info,
      Changes.Subscription changes) {
    if (plan.orders().retarget() > 0) {
      RolloutStatus first = RolloutStatuses.of(request, plan.report(), info);
      for (int tries = 1; !speaker.begin(first) && tries < MOST_TRIES; tries++) {
        changes.gather(GATHER);
      }
    }
    return plan;
  }

  private BootcNodePoolStatus statusOf(String pool) {
    return cluster.pool(pool).map(BootcNodePool::getStatus).orElse(BootcNodePoolStatus.EMPTY);
  }

  /**
   * @param unsaid so long nothing may be said of what was seen last
   */
  private void awaitNews(Changes.Subscription changes, Duration unsaid, Instant lookedAt) {
    changes.await(unsaid.isZero() ? LOOK_AGAIN : unsaid);
    Duration sinceThen = Duration.between(lookedAt, now());
    if (sinceThen.compareTo(GATHER) < 0) {
      changes.gather(GATHER.minus(sinceThen));
    }
  }

  /**
   * What the status is to say. The workflow is told by the reconciler what the pool asks for; until
   * then nothing may be done that the user has already taken back, and if that takes long it is
   * said.
   *
   * @param told when the pool last asked for what the workflow was told
   */
  private static Optional<Report> toBeSaid(
      PoolAsks asks, Supplier<Report> report, Instant told, Instant now) {
    return switch (asks) {
      case PoolAsks.ForThis _ -> Optional.of(report.get());
      case PoolAsks.ForNothing() -> Optional.empty();
      case PoolAsks.ForSomethingElse other ->
          now.isBefore(told.plus(TOLD_WITHIN))
              ? Optional.empty()
              : Optional.of(other.instead(report.get(), told));
    };
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

  @Override
  public Settled settle(RolloutTarget target, StartedNodes started, @Nullable Pause pause) {
    try (Changes.Subscription changes = cluster.changes().ofPool(target.pool());
        Heartbeat heartbeat = Heartbeat.begin(changes::wake)) {
      return settling.settle(target, started, pause, changes, heartbeat);
    }
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
