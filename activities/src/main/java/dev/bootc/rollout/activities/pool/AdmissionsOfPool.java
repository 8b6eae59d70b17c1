package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.plan.Admission;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the planner says about single nodes of one pool, and whom it has admitted here: those count
 * until their slots are seen.
 */
final class AdmissionsOfPool {
  private static final String TAKES_NOBODY =
      "the pool does not exist, is being deleted, or its spec cannot be carried out";

  private final ClusterCache cluster;
  private final String pool;
  private final PoolObservation observation;
  private final Set<String> admitted = new HashSet<>();
  private @Nullable Asked latest;

  /** Holds as long as the view does, or until its own deadline. */
  private record Asked(PoolView view, Admission admission) {
    @SuppressWarnings("ReferenceEquality") // an unchanged view is the same object
    boolean holdsFor(PoolView now, Instant at) {
      return view == now && admission.holdsUntil().filter(until -> !at.isBefore(until)).isEmpty();
    }
  }

  AdmissionsOfPool(
      ClusterCache cluster, String pool, NodesOfPools nodes, Neighbourhood neighbourhood) {
    this.cluster = cluster;
    this.pool = pool;
    this.observation = new PoolObservation(nodes, pool, Set.of(), neighbourhood);
  }

  /** Why the node gets no place; where it gets one, it keeps that until it is forgotten. */
  synchronized Optional<String> admit(NodeRef ref, Instant now) {
    Optional<Admission> admission = admission(ref, now);
    if (admission.isEmpty()) {
      return Optional.of(TAKES_NOBODY);
    }
    Optional<String> refusal = admission.get().refusal(ref.node(), admitted);
    if (refusal.isEmpty()) {
      admitted.add(ref.node());
    }
    return refusal;
  }

  synchronized void forget(String node) {
    admitted.remove(node);
  }

  synchronized Optional<String> objection(NodeRef ref, Instant now) {
    return admission(ref, now)
        .map(admission -> admission.objection(ref.node()))
        .orElseGet(() -> Optional.of(TAKES_NOBODY));
  }

  private Optional<Admission> admission(NodeRef ref, Instant now) {
    Optional<BootcNodePool> known =
        cluster.pool(pool).filter(live -> ref.poolUid().equals(live.getMetadata().getUid()));
    return known.flatMap(PoolTargets::of).map(target -> admission(known.get(), target, now));
  }

  private Admission admission(BootcNodePool known, RolloutTarget target, Instant now) {
    PoolView view = observation.look(target, PoolTargets.pauseBySignal(known));
    Asked before = latest;
    if (before != null && before.holdsFor(view, now)) {
      return before.admission();
    }
    Asked asked = new Asked(view, Admission.of(view, now));
    latest = asked;
    return asked.admission();
  }
}
