package dev.bootc.rollout.testkit.recorder;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an object of the API server says, cut down to what is judged. */
sealed interface Facts {

  /** Identifies the object among its kind. */
  String key();

  /** What is still certain once nobody can say whether the object is there. */
  default Facts perhapsGone() {
    return this;
  }

  /**
   * A Node.
   *
   * @param ready absent where there is no Ready condition, which proves nothing
   * @param bootId empty where unknown
   * @param managed carries the label of a pool's node
   */
  record OfNode(
      String name, boolean cordoned, @Nullable Boolean ready, String bootId, boolean managed)
      implements Facts {
    @Override
    public String key() {
      return name;
    }

    boolean isReady() {
      return Boolean.TRUE.equals(ready);
    }

    boolean isNotReady() {
      return Boolean.FALSE.equals(ready);
    }

    boolean isUnavailable() {
      return cordoned || isNotReady();
    }
  }

  /**
   * A Pod.
   *
   * @param node empty until it is scheduled
   * @param evictable neither a DaemonSet's nor a static pod
   * @param finished Succeeded or Failed
   */
  record OfPod(
      String namespace,
      String name,
      String uid,
      String node,
      Map<String, String> labels,
      boolean evictable,
      boolean ready,
      boolean terminating,
      boolean finished)
      implements Facts {
    public OfPod {
      labels = Map.copyOf(labels);
    }

    @Override
    public String key() {
      return namespace + "/" + name + "/" + uid;
    }

    /** It counts as healthy until it is known to be gone, and as lost on no node. */
    @Override
    public Facts perhapsGone() {
      return new OfPod(namespace, name, uid, node, labels, false, ready, terminating, finished);
    }

    String text() {
      return namespace + "/" + name;
    }

    /** What a disruption budget counts as healthy. */
    boolean isHealthy() {
      return ready && !terminating && !finished;
    }

    /** Would be lost if its node went down. */
    boolean isAtRiskOn(String nodeName) {
      return evictable && !finished && node.equals(nodeName);
    }
  }

  /**
   * A PodDisruptionBudget.
   *
   * @param desiredHealthy as the disruption controller computed it; 0 before it did
   */
  record OfBudget(String namespace, String name, LabelSelector selector, int desiredHealthy)
      implements Facts {
    @Override
    public String key() {
      return namespace + "/" + name;
    }

    boolean covers(OfPod pod) {
      return pod.namespace().equals(namespace) && Selectors.matches(selector, pod.labels());
    }
  }

  /**
   * A BootcNode.
   *
   * @param pool its controlling owner; empty without one
   * @param holdsSlot carries the annotation of a reboot slot
   * @param slotRemains annotations that belong to a slot
   * @param desiredDigest empty where malformed
   * @param approved asks for a reboot into that digest
   * @param bootedDigests every digest under which the booted image is known: its own and that of
   *     its pin; empty until reported
   */
  record OfBootcNode(
      String name,
      String pool,
      boolean holdsSlot,
      Set<String> slotRemains,
      String desiredDigest,
      boolean approved,
      Set<String> bootedDigests)
      implements Facts {
    public OfBootcNode {
      slotRemains = Set.copyOf(slotRemains);
      bootedDigests = Set.copyOf(bootedDigests);
    }

    @Override
    public String key() {
      return name;
    }

    boolean runsWhatItShould() {
      return bootedDigests.contains(desiredDigest);
    }
  }

  /**
   * A BootcNodePool.
   *
   * @param maxUnavailable a number or a percentage
   * @param digest that its nodes shall run; empty where not known
   */
  record OfPool(String name, String maxUnavailable, String digest) implements Facts {
    @Override
    public String key() {
      return name;
    }

    /** The budget for a pool of that size; percentages are rounded up. */
    int limit(int nodes) {
      if (maxUnavailable.endsWith("%")) {
        int percent = Integer.parseInt(maxUnavailable.substring(0, maxUnavailable.length() - 1));
        return Math.ceilDiv(percent * nodes, 100);
      }
      return Integer.parseInt(maxUnavailable);
    }
  }
}
