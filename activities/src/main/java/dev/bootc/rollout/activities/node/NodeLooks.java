package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.SeenNode;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Looks at a node in its slot again and again, for the waits. */
final class NodeLooks {
  /** Deadlines are looked at this often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ClusterCache cluster;
  private final SlotHolders slots;

  NodeLooks(ClusterCache cluster, SlotHolders slots) {
    this.cluster = cluster;
    this.slots = slots;
  }

  /**
   * Looks at the node on every change, until the look gives an answer. What is waited for goes out
   * with the heartbeats: a wait that is silent counts as dead.
   */
  <T> T until(NodeRef ref, Looking<T> looking, Function<NodeRef, T> whenGone) {
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node());
        Heartbeat heartbeat = Heartbeat.begin(changes::wake)) {
      while (true) {
        cluster.requireWatchingLately();
        Optional<BootcNode> bootcNode = slots.in(ref);
        Optional<Node> node = cluster.node(ref.node());
        if (bootcNode.isEmpty() || node.isEmpty()) {
          return whenGone.apply(ref);
        }
        SeenNode seen = SeenNodes.of(bootcNode.get(), node.get());
        switch (looking.at(ref, new Sight(bootcNode.get(), seen))) {
          case Look.Answer<T>(T answer) -> {
            return answer;
          }
          case Look.WaitsFor<T>(String what, Duration atMost) -> {
            heartbeat.say(what);
            changes.await(atMost);
          }
        }
      }
    }
  }

  /** Looks at a node. */
  interface Looking<T> {
    Look<T> at(NodeRef ref, Sight sight);
  }

  /** The object that was looked at, and what was seen. */
  record Sight(BootcNode bootcNode, SeenNode seen) {}

  /** What one look at a node gives. */
  sealed interface Look<T> {
    record Answer<T>(T answer) implements Look<T> {}

    /**
     * Nothing yet.
     *
     * @param atMost when it is to be looked at again although nothing has changed
     */
    record WaitsFor<T>(String what, Duration atMost) implements Look<T> {
      WaitsFor(String what) {
        this(what, LOOK_AGAIN);
      }

      /** Something changes by itself after that time. */
      static <T> WaitsFor<T> until(Duration left, String what) {
        return new WaitsFor<>(what, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
      }
    }
  }
}
