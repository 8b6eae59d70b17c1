package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.HostMayGoDown;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nodes go, in this order: the node's update is told to end and given time to restore the
 * node; what it left is restored directly; the label is taken off; the BootcNode is deleted.
 *
 * <p>Guarantees: a node that leaves is neither cordoned by us nor labelled, whether Temporal is
 * there or not. The BootcNode is deleted only in the state it was looked at in, so an update that
 * takes its slot at that moment is noticed.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** How long an update may take to restore its node before that is done in its stead. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The same where Temporal does not answer: a short outage should not be raced. */
  private static final Duration PATIENCE_WITHOUT_TEMPORAL = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final RolloutGateway rollouts;
  private final NodeStepActivities steps;
  private final MemberWrites writes;
  private final Clock clock;
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();

  /** Whose restoring was said to be put off, which is tried again soon. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Departures(
      KubernetesClient client,
      RolloutGateway rollouts,
      NodeStepActivities steps,
      MemberWrites writes,
      Clock clock) {
    this.client = client;
    this.rollouts = rollouts;
    this.steps = steps;
    this.writes = writes;
    this.clock = clock;
  }

  /**
   * Forgets what was asked of nodes that match again: whenever they leave, patience begins anew.
   */
  void onlyLeaving(String pool, Set<String> nodes) {
    asked
        .keySet()
        .removeIf(
            key -> key.startsWith(pool + "/") && !nodes.contains(key.substring(pool.length() + 1)));
  }

  /** Whether the node is gone from the pool; otherwise ask again soon. */
  boolean letGo(String pool, BootcNode bootcNode, @Nullable Node node) {
    try {
      return tryToLetGo(pool, bootcNode, node);
    } catch (HostMayGoDown notYet) {
      if (told.add(pool + "/" + bootcNode.getMetadata().getName())) {
        LOG.atInfo()
            .addKeyValue("pool", pool)
            .addKeyValue("node", bootcNode.getMetadata().getName())
            .addKeyValue("why", notYet.getMessage())
            .log("node does not leave yet");
      }
      return false;
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false; // Somebody changed it meanwhile, so it has to be looked at again.
      }
      throw refused;
    }
  }

  private boolean tryToLetGo(String pool, BootcNode bootcNode, @Nullable Node node) {
    String name = bootcNode.getMetadata().getName();
    if (NodeFacts.holdsSlot(bootcNode)) {
      if (mustWait(pool, name)) {
        return false;
      }
      String poolUid = ClusterCache.poolUidOf(bootcNode).orElse("");
      steps.restore(new NodeRef(pool, poolUid, name), "the node left pool " + pool);
    }
    BootcNode current = read(bootcNode);
    if (current != null && NodeFacts.holdsSlot(current)) {
      return false;
    }
    writes.unlabel(node);
    if (current != null) {
      client
          .resource(current)
          .lockResourceVersion(current.getMetadata().getResourceVersion())
          .delete();
    }
    asked.remove(pool + "/" + name);
    told.remove(pool + "/" + name);
    LOG.atInfo().addKeyValue("pool", pool).addKeyValue("node", name).log("node left");
    return true;
  }

  /** As the API server has it; another object of the name may be another pool's by now. */
  private @Nullable BootcNode read(BootcNode bootcNode) {
    BootcNode there =
        client.resources(BootcNode.class).withName(bootcNode.getMetadata().getName()).get();
    boolean same =
        there != null
            && there.getMetadata().getUid().equals(bootcNode.getMetadata().getUid())
            && ClusterCache.poolOf(there).equals(ClusterCache.poolOf(bootcNode));
    return same ? there : null;
  }

  List<BootcNode> readBootcNodes() {
    return client.resources(BootcNode.class).list().getItems();
  }

  private boolean mustWait(String pool, String node) {
    Instant since = asked.computeIfAbsent(pool + "/" + node, _ -> clock.instant());
    Duration waited = Duration.between(since, clock.instant());
    return switch (rollouts.endNodeUpdate(pool, node)) {
      case EndAnswer.ENDED -> false;
      case EndAnswer.UNDER_WAY -> waited.compareTo(PATIENCE) < 0;
      case EndAnswer.UNREACHABLE -> waited.compareTo(PATIENCE_WITHOUT_TEMPORAL) < 0;
    };
  }
}
