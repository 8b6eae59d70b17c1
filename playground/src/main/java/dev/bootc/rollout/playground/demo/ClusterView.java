package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is shown, as the API server has it at one moment. */
record ClusterView(Optional<BootcNodePool> pool, List<Node> nodes, Map<String, BootcNode> updates) {

  ClusterView {
    nodes =
        nodes.stream().sorted(Comparator.comparing(node -> node.getMetadata().getName())).toList();
    updates = Map.copyOf(updates);
  }

  Optional<BootcNode> update(String node) {
    return Optional.ofNullable(updates.get(node));
  }

  /** The latest, which may be of what was asked for before. */
  Optional<RolloutStatus> rollout() {
    return pool.flatMap(RolloutStatus::on);
  }

  /** Of what is asked for now; empty until it has said something. */
  Optional<RolloutStatus> currentRollout() {
    return pool.flatMap(wanted ->
        RolloutStatus.on(wanted)
            .filter(rollout -> rollout.digest() == null || asked(wanted).contains(rollout.digest()))
            .filter(rollout -> !isLeft(wanted, rollout)));
  }

  /** Once the operator has looked at the spec, what it makes of that: a tag, or the way back. */
  private static String asked(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    String target = status.targetDigest();
    Long observed = status.observedGeneration();
    return target != null && observed != null && observed >= generation(pool)
        ? target
        : pool.getSpec().image().ref();
  }

  /** Whether another run takes its place, or is about to. */
  private static boolean isLeft(BootcNodePool pool, RolloutStatus rollout) {
    Optional<RolloutPhase> phase = RolloutPhase.of(rollout.phase());
    boolean earlier = rollout.generation() == null || rollout.generation() < generation(pool);
    return phase.equals(Optional.of(RolloutPhase.SUPERSEDED))
        || (earlier && phase.equals(Optional.of(RolloutPhase.CANCELLED)));
  }

  private static long generation(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getMetadata().getGeneration(), 0L);
  }
}
