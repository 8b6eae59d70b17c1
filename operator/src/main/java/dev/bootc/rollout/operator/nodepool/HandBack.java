package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.Cordons;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.OwnWrites;
import dev.bootc.rollout.activities.node.Releases;
import dev.bootc.rollout.activities.node.SlotMarks;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives everything back as it was before the product was installed, for when no operator will be
 * there to do it: slots, approvals, cordons, labels, and the finalizers of pools. Pools and
 * BootcNodes stay, so that whoever installs again goes on; once nobody holds them they can be
 * deleted.
 *
 * <p>No operator may run meanwhile: it would take again what is given back.
 */
public final class HandBack {
  private static final Logger LOG = LoggerFactory.getLogger(HandBack.class);
  private static final String WHY = "the product was uninstalled";

  private final KubernetesClient client;
  private final Releases releases;
  private final Cordons cordons;
  private final MemberWrites writes;
  private final PoolFinalizer finalizer;

  public HandBack(KubernetesClient client, Clock clock) {
    this.client = client;
    cordons = new Cordons(client);
    releases = new Releases(new NodeWrites(client, new OwnWrites()), cordons, clock);
    writes = new MemberWrites(client);
    finalizer = new PoolFinalizer(client);
  }

  /**
   * One pass over all objects; what is given back already is left alone.
   *
   * @return what could not be given back, with the reason; empty once all is. Pools are let go
   *     last, and only then.
   */
  public List<String> pass() {
    List<String> left = new ArrayList<>();
    Set<String> inSlots = new HashSet<>();
    for (BootcNode member : all(BootcNode.class)) {
      String name = member.getMetadata().getName();
      if (!attempt(left, "BootcNode", name, () -> giveBack(member))) {
        inSlots.add(name);
      }
    }
    for (Node node : client.nodes().list().getItems()) {
      String name = node.getMetadata().getName();
      if (!inSlots.contains(name)) {
        attempt(left, "Node", name, () -> giveBack(node));
      }
    }
    if (left.isEmpty()) {
      for (BootcNodePool pool : all(BootcNodePool.class)) {
        attempt(left, "pool", pool.getMetadata().getName(), () -> letGo(pool));
      }
    }
    return left;
  }

  /** None where somebody has deleted the definition, since all its objects went with it. */
  private <T extends HasMetadata> List<T> all(Class<T> kind) {
    try {
      return client.resources(kind).list().getItems();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw refused;
    }
  }

  private void giveBack(BootcNode member) {
    if (NodeFacts.holdsSlot(member)) {
      releases.restore(member, WHY);
      told("slot", member.getMetadata().getName());
    } else if (NodeFacts.approved(member) || SlotMarks.areOn(member)) {
      writes.takeBack(member);
      told("what is left of a slot", member.getMetadata().getName());
    }
  }

  /** As it was read before the slots were given back: a patch of what has changed since is void. */
  private void giveBack(Node node) {
    String name = node.getMetadata().getName();
    Node live = client.nodes().withName(name).get();
    if (live != null && CordonFacts.marked(live)) {
      if (!cordons.liftOrphan(live)) {
        throw new IllegalStateException("somebody changed it at the same moment");
      }
      told("cordon", name);
    }
    if (live != null && live.getMetadata().getLabels().containsKey(BootcApi.MANAGED_LABEL)) {
      writes.unlabel(live);
    }
  }

  private void letGo(BootcNodePool pool) {
    if (PoolFinalizer.holds(pool)) {
      finalizer.letGo(pool);
      told("pool", pool.getMetadata().getName());
    }
  }

  /** Whether it went well. */
  private static boolean attempt(List<String> left, String kind, String name, Runnable step) {
    try {
      step.run();
      return true;
    } catch (KubernetesClientException | IllegalStateException refused) {
      left.add(kind + " " + name + ": " + refused.getMessage());
      return false;
    }
  }

  private static void told(String what, String name) {
    LOG.atInfo().addKeyValue("what", what).addKeyValue("name", name).log("given back");
  }
}
