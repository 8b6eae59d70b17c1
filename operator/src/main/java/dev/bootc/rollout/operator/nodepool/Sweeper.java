package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.Cordons;
import dev.bootc.rollout.activities.node.HostMayGoDown;
import dev.bootc.rollout.activities.node.SlotMarks;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends what nobody owns any more: cordons of ours without a slot, approvals without a slot, and,
 * once the rollout is cancelled, slots without an update. People delete, edit and restore
 * BootcNodes and Nodes, and terminate workflows, at any moment.
 *
 * <p>Guarantees: before anything is mended the API server says once more that nobody owns it, and
 * what has changed since is left alone. Only slots need Temporal.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** A node that is about to go down has gone by then, and caches have caught up. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** No pool can be called so. */
  private static final String NO_POOL = "";

  private final KubernetesClient client;
  private final ClusterCache cluster;
  private final RolloutGateway rollouts;
  private final NodeStepActivities steps;
  private final Cordons cordons;
  private final MemberWrites writes;
  private final Clock clock;
  private final MendedMarks mended;
  private final Map<String, Map<Orphan, Instant>> orphans = new ConcurrentHashMap<>();

  /** A cordon without a slot. */
  private record Orphan(String uid, String mark) {}

  Sweeper(
      KubernetesClient client,
      ClusterCache cluster,
      RolloutGateway rollouts,
      NodeStepActivities steps,
      Cordons cordons,
      MemberWrites writes,
      Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.rollouts = rollouts;
    this.steps = steps;
    this.cordons = cordons;
    this.writes = writes;
    this.clock = clock;
    this.mended = new MendedMarks(clock);
  }

  /** What was found of a pool; {@code pending} says that it has to be looked at again soon. */
  record Swept(boolean pending, List<String> lately) {}

  /** What is left of pools that are not there any more. Not one of them would be reconciled. */
  void sweepAfterPools() {
    liftOrphans(NO_POOL);
  }

  Swept sweep(BootcNodePool pool, FollowAnswer following) {
    String name = pool.getMetadata().getName();
    boolean pending = liftOrphans(name);
    for (BootcNode member : MembershipDiff.ownedBy(pool, cluster.bootcNodes())) {
      String node = member.getMetadata().getName();
      if (!NodeFacts.holdsSlot(member) && (NodeFacts.approved(member) || SlotMarks.areOn(member))) {
        pending |= mend(name, node, () -> takeBack(name, member));
      }
      if (following instanceof FollowAnswer.Cancelled && NodeFacts.holdsSlot(member)) {
        pending |= mend(name, node, () -> restore(pool, member));
      }
    }
    return new Swept(pending, mended.lately(name));
  }

  /**
   * Lifts cordons of ours that no slot owns.
   *
   * @return whether some are left that have been seen only lately
   */
  boolean liftOrphans(String pool) {
    List<Node> found = cluster.nodes().stream().filter(isOrphanOf(pool)).toList();
    Set<Orphan> all = found.stream().map(Sweeper::orphan).collect(Collectors.toSet());
    Map<Orphan, Instant> since = orphans.computeIfAbsent(pool, _ -> new ConcurrentHashMap<>());
    since.keySet().retainAll(all);
    boolean pending = false;
    for (Node node : found) {
      Instant first = since.computeIfAbsent(orphan(node), _ -> clock.instant());
      pending |=
          first.plus(PATIENCE).isAfter(clock.instant())
              || mend(pool, node.getMetadata().getName(), () -> lift(pool, node));
    }
    return pending;
  }

  /**
   * Others are mended although one cannot be now.
   *
   * @param mending answers whether to look again soon
   */
  private static boolean mend(String pool, String node, BooleanSupplier mending) {
    try {
      return mending.getAsBoolean();
    } catch (KubernetesClientException | IllegalStateException refused) {
      LOG.atWarn()
          .addKeyValue("pool", pool)
          .addKeyValue("node", node)
          .addKeyValue("why", refused.getMessage())
          .log("what nobody owns is mended later");
      return true;
    }
  }

  private boolean takeBack(String pool, BootcNode member) {
    writes.takeBack(member);
    say(
        pool,
        member.getMetadata().getName(),
        NodeFacts.approved(member)
            ? "was asked to reboot and held no slot"
            : "carried marks of a slot that it did not hold");
    return false;
  }

  private boolean lift(String pool, Node node) {
    boolean wasCordoned = NodeFacts.cordoned(node);
    if (!ownsCordon(read(node), node) && cordons.liftOrphan(node)) {
      say(
          pool,
          node.getMetadata().getName(),
          wasCordoned
              ? "was cordoned by us and held no slot: the cordon is lifted"
              : "carried marks of a slot that it did not hold");
    }
    return false;
  }

  /** Where nothing says whose the marks were, they are of no pool. */
  private Predicate<Node> isOrphanOf(String pool) {
    return node ->
        CordonFacts.marked(node)
            && CordonFacts.annotation(node, BootcApi.CORDONED_BY)
                .filter(by -> cluster.pool(by).isPresent())
                .orElse(NO_POOL)
                .equals(pool)
            && !ownsCordon(cluster.bootcNode(node.getMetadata().getName()).orElse(null), node);
  }

  private static boolean ownsCordon(@Nullable BootcNode bootcNode, Node node) {
    return bootcNode != null && NodeFacts.holdsSlot(bootcNode) && NodeFacts.isOf(bootcNode, node);
  }

  private static Orphan orphan(Node node) {
    return new Orphan(
        node.getMetadata().getUid(),
        CordonFacts.annotation(node, BootcApi.CORDONED_SINCE).orElse(""));
  }

  private @Nullable BootcNode read(Node node) {
    return client.resources(BootcNode.class).withName(node.getMetadata().getName()).get();
  }

  /** A cancelled rollout adopts nobody, so an update that was lost would keep its slot for ever. */
  private boolean restore(BootcNodePool pool, BootcNode member) {
    String poolName = pool.getMetadata().getName();
    String node = member.getMetadata().getName();
    return switch (rollouts.endNodeUpdate(poolName, node)) {
      case EndAnswer.UNDER_WAY -> true;
      case EndAnswer.UNREACHABLE -> {
        mended.say(poolName, node + " holds a slot after the cancellation: Temporal is away");
        yield true;
      }
      case EndAnswer.ENDED -> restoreNow(pool, node);
    };
  }

  private boolean restoreNow(BootcNodePool pool, String node) {
    String poolName = pool.getMetadata().getName();
    NodeRef ref = new NodeRef(poolName, pool.getMetadata().getUid(), node);
    try {
      steps.restore(ref, "the rollout was cancelled; " + ref.howToTryAgain());
      say(poolName, node, "held a slot after the cancellation that no update owned");
      return false;
    } catch (HostMayGoDown notYet) {
      mended.say(poolName, String.valueOf(notYet.getMessage()));
      return true;
    }
  }

  private void say(String pool, String node, String what) {
    mended.say(pool, node + " " + what);
    LOG.atWarn()
        .addKeyValue("pool", pool)
        .addKeyValue("node", node)
        .addKeyValue("what", what)
        .log("mended what nobody owned");
  }
}
