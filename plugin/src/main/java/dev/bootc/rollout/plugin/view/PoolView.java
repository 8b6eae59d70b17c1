package dev.bootc.rollout.plugin.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.WayOn;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pool says of its rollout. It is also what {@code -o json} prints, so a name that changes
 * breaks scripts.
 *
 * @param observed whether an operator has looked at the spec as it is
 * @param image what the spec asks for
 * @param phase of the rollout of that; where there was none, or its end is yet to be said, the
 *     reason of {@code UpToDate}; {@link #NOT_OBSERVED} where only an earlier spec was looked at,
 *     and empty where none was
 * @param upToDate whether every node runs what the spec asks for
 * @param updated nodes that run it and hold no slot, as the message counts them; of an earlier spec
 *     where that is the one that was looked at
 * @param allowed nodes that may be in flight at a time; absent where the spec cannot be read
 * @param inFlight nodes that hold a slot, as listed in the status; also of an earlier rollout,
 *     since they hold it all the same
 * @param waitingCount nodes that wait
 * @param message the pool's line
 * @param waysOn what a person can do where no waiting brings it on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolView(
    String name,
    boolean observed,
    String image,
    @Nullable String targetDigest,
    String phase,
    boolean upToDate,
    int nodes,
    int updated,
    int degraded,
    @Nullable Integer allowed,
    List<NodeProgress> inFlight,
    int waitingCount,
    List<WaitingNodes> waiting,
    List<NodeProgress> failed,
    List<BlockedBy> blockedBy,
    @Nullable String startedAt,
    @Nullable String estimatedEnd,
    @Nullable String pausedBy,
    String message,
    String health,
    String problem,
    List<WayOn> waysOn) {
  /** The phase of a pool whose spec was changed, and not looked at since. */
  public static final String NOT_OBSERVED = "NotObserved";

  private static final int LONGEST_MESSAGE = 4_000;

  public static PoolView of(BootcNodePool pool) {
    BootcNodePoolStatus status =
        pool.getStatus() == null ? BootcNodePoolStatus.EMPTY : pool.getStatus();
    Optional<Condition> upToDate = Condition.find(status.conditions(), PoolConditions.UP_TO_DATE);
    Optional<Condition> degraded =
        Condition.find(status.conditions(), PoolConditions.DEGRADED).filter(Condition::isTrue);
    Optional<RolloutStatus> current = CurrentRollout.of(pool);
    boolean observed = isObserved(pool);
    List<WaitingNodes> waiting = current.map(RolloutStatus::waiting).orElse(List.of());
    int nodes = orZero(status.nodeCount());
    return new PoolView(
        pool.getMetadata().getName(),
        observed,
        pool.getSpec().image().ref(),
        status.targetDigest(),
        phase(observed, current, upToDate),
        observed && upToDate.filter(Condition::isTrue).isPresent(),
        nodes,
        CurrentRollout.updated(current, nodes, orZero(status.updatedCount())),
        orZero(status.degradedCount()),
        allowed(pool.getSpec(), nodes),
        RolloutStatus.on(pool).map(RolloutStatus::inFlight).orElse(List.of()),
        waiting.stream().mapToInt(WaitingNodes::count).sum(),
        waiting,
        current.map(RolloutStatus::failed).orElse(List.of()),
        blockedBy(status, current),
        current.map(RolloutStatus::startedAt).orElse(null),
        current.map(RolloutStatus::estimatedEnd).orElse(null),
        current.map(RolloutStatus::pausedBy).orElse(null),
        line(
            current
                .map(RolloutStatus::message)
                .or(() -> upToDate.map(Condition::message))
                .orElse("")),
        degraded.map(Condition::reason).orElse(PoolConditions.HEALTHY),
        line(degraded.map(Condition::message).orElse("")),
        current.map(rollout -> waysOn(pool, rollout)).orElse(List.of()));
  }

  private static List<WayOn> waysOn(BootcNodePool pool, RolloutStatus rollout) {
    return RolloutPhase.of(rollout.phase())
        .map(phase ->
            WayOn.of(
                phase,
                pool.getMetadata().getName(),
                rollout.digest(),
                Undone.insteadIn(pool).isPresent(),
                rollout.failed()))
        .orElse(List.of());
  }

  private static String phase(
      boolean observed, Optional<RolloutStatus> current, Optional<Condition> upToDate) {
    String said =
        current.map(RolloutStatus::phase).or(() -> upToDate.map(Condition::reason)).orElse("");
    return observed || said.isEmpty() ? said : NOT_OBSERVED;
  }

  /** Whether an operator has looked at the spec as it is. */
  public static boolean isObserved(BootcNodePool pool) {
    Long observed = pool.getStatus() == null ? null : pool.getStatus().observedGeneration();
    Long generation = pool.getMetadata().getGeneration();
    return observed != null && (generation == null || observed >= generation);
  }

  /** Definitions that are older than the operator may lack the list of all that is in the way. */
  private static List<BlockedBy> blockedBy(
      BootcNodePoolStatus status, Optional<RolloutStatus> current) {
    return status.blockedBy().isEmpty()
        ? current.map(RolloutStatus::blockedBy).orElse(List.of())
        : status.blockedBy();
  }

  private static @Nullable Integer allowed(BootcNodePoolSpec spec, int nodes) {
    IntOrString limit = spec.rollout() == null ? null : spec.rollout().maxUnavailable();
    if (limit == null) {
      return MaxUnavailable.ONE.of(nodes);
    }
    try {
      return MaxUnavailable.parse(String.valueOf(limit.getValue())).of(nodes);
    } catch (IllegalArgumentException malformed) {
      // The operator says so in its own words, as InvalidSpec.
      return null;
    }
  }

  private static int orZero(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  static String line(@Nullable String text) {
    return ForeignText.line(text, LONGEST_MESSAGE);
  }

  /** Empty for one of a newer version. */
  @JsonIgnore
  public Optional<RolloutPhase> knownPhase() {
    return RolloutPhase.of(phase);
  }
}
