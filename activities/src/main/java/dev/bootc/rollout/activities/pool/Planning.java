package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.Obstacle;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides for one question, again whenever something has changed, and when that is an answer. */
final class Planning {
  /** The board follows counters no faster than this; slots are given at once. */
  private static final Duration NEWS_AT_MOST_EVERY = Duration.ofSeconds(2);

  /** An answer at least this often lets the workflow look after orphaned slots. */
  private static final Duration ANSWER_AT_LEAST_EVERY = Duration.ofMinutes(5);

  private final PlanRequest request;
  private final PoolObservation observation;
  private final KeptByPool<UnattendedOfPool> unattended;
  private final Supplier<BootcNodePoolStatus> said;
  private final Instant asked;
  private @Nullable PoolView view;
  private @Nullable Decision decision;
  private List<BlockedBy> latest = List.of();

  /**
   * @param said what the pool's status says by now
   */
  Planning(
      NodesOfPools nodes,
      PlanRequest request,
      Neighbourhood neighbourhood,
      KeptByPool<UnattendedOfPool> unattended,
      Supplier<BootcNodePoolStatus> said,
      Instant asked) {
    this.request = request;
    this.observation =
        new PoolObservation(
            nodes, request.target().pool(), Set.copyOf(request.started().names()), neighbourhood);
    this.unattended = unattended;
    this.said = said;
    this.asked = asked;
  }

  /**
   * What is decided holds as long as the view does, or until its own deadline.
   *
   * @param target with the limits that the pool has now
   */
  @SuppressWarnings("ReferenceEquality") // an unchanged view is the same object
  Decision decide(RolloutTarget target, Instant now) {
    PlanTimers timers = PlanTimers.ofThisActivity();
    PoolView seen = timers.gathering(() -> observation.look(target, request.pause()));
    Decision before = decision;
    if (before != null
        && seen == view
        && before.holdsUntil().filter(until -> !now.isBefore(until)).isEmpty()) {
      return before;
    }
    Decision decided =
        timers.deciding(() -> RolloutPlanner.decide(seen, request.rolloutStartedAt(), now));
    view = seen;
    decision = decided;
    return decided;
  }

  /** The plan, once there is something to do or something worth telling. */
  Optional<Plan> answer(Decision decided, Instant now) {
    Duration waited = Duration.between(asked, now);
    Orders orders = orders(decided, now);
    boolean due =
        orders.areUrgent()
            || decided.isComplete()
            || request.lastMessage().isEmpty()
            || waited.compareTo(ANSWER_AT_LEAST_EVERY) >= 0;
    if (!due && waited.compareTo(NEWS_AT_MOST_EVERY) < 0) {
      return Optional.empty();
    }
    Report report = report(decided, now);
    return due || !report.headline().equals(request.lastMessage())
        ? Optional.of(new Plan(orders, report))
        : Optional.empty();
  }

  /**
   * What is to be told: with what only the operator knows, and nothing that is in the way without
   * its time.
   */
  Report report(Decision decided, Instant now) {
    Report report = decided.report();
    BootcNodePoolStatus status = said.get();
    List<BlockedBy> before = new ArrayList<>(latest);
    if (status.rollout() != null) {
      before.addAll(status.rollout().blockedBy());
    }
    latest = Obstacle.dated(report.blockedBy(), before, now);
    List<BlockedBy> ofOperator =
        status.blockedBy().stream().filter(BlockedBy::isOfTheOperator).toList();
    return report.blockedBy(latest).alsoBlockedBy(ofOperator);
  }

  private Orders orders(Decision decided, Instant now) {
    return unattended.ask(request.target().pool(), nodes -> orders(decided, nodes, now));
  }

  private Orders orders(Decision decided, UnattendedOfPool nodes, Instant now) {
    if (request.adopt()) {
      nodes.adopted(decided, now);
      return decided.ordersAndAdoption();
    }
    return decided.orders(nodes.look(decided, now));
  }
}
