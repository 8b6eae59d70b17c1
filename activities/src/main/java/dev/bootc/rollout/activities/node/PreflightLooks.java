package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Looks at a node before its slot is taken, where its pool wants that. */
final class PreflightLooks {
  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final GateQuestions gates;
  private final Clock clock;

  PreflightLooks(
      ClusterCache cluster,
      NodeWrites writes,
      Evictions evictions,
      GateQuestions gates,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.gates = gates;
    this.clock = clock;
  }

  /** What becomes of the node. */
  sealed interface Result {
    /**
     * Its slot is taken.
     *
     * @param warning what is said with that; may be empty
     */
    record Goes(String warning) implements Result {}

    /** It is left out, and its BootcNode says so. */
    record Stays(String why) implements Result {}
  }

  Result look(NodeRef ref, BootcNode bootcNode) {
    PoolDrain drain = PoolWishes.drain(cluster, ref.pool());
    DrainPreflight action = drain.policy().onPreflight();
    Optional<String> objection =
        action == null ? Optional.empty() : evictions.objection(ref.node(), drain);
    Optional<LeftOut> mark =
        objection
            .filter(_ -> action == DrainPreflight.SKIP)
            .map(why -> LeftOut.undrainable(now(), generation(ref), why))
            .or(() -> refusalOfGates(ref));
    mark.map(found -> found.after(NodeFacts.leftOut(bootcNode)))
        .ifPresent(found ->
            writes.changeIfPresent(bootcNode, Map.of(BootcApi.PREFLIGHT, found.text()), null));
    return mark.<Result>map(found -> new Result.Stays("left out, " + found.why()))
        .orElseGet(() -> new Result.Goes(objection.orElse("")));
  }

  /** By the first gate that does not hold before the node goes down, or cannot be asked. */
  private Optional<LeftOut> refusalOfGates(NodeRef ref) {
    return PoolWishes.gatesBefore(cluster, ref.pool()).stream()
        .flatMap(gate ->
            objection(gate, gates.ask(gate, ref))
                .map(why -> LeftOut.byGate(now(), gate.interval(), generation(ref), why))
                .stream())
        .findFirst();
  }

  private static Optional<String> objection(GateSpec gate, GateAnswer answer) {
    String name = "gate " + gate.name();
    return switch (answer) {
      case GateAnswer.Passes _ -> Optional.empty();
      case GateAnswer.SaysNo(String why) -> Optional.of(name + " says no: " + why);
      case GateAnswer.CannotBeAsked(String why) -> Optional.of(name + " cannot be asked: " + why);
    };
  }

  private long generation(NodeRef ref) {
    return cluster.pool(ref.pool()).map(pool -> pool.getMetadata().getGeneration()).orElse(0L);
  }

  private Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
  }
}
