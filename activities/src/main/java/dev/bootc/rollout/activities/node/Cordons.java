package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.activities.cluster.Patches.Tested;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cordons Nodes, and lifts what was cordoned.
 *
 * <p>A cordon carries the mark of the rollout on the Node itself, written and removed with it in
 * one request. So it is known for ours whatever became of the BootcNode, and a cordon without the
 * mark, earlier than ours or instead of it, is somebody else's and stays. The time in the mark is
 * that of the slot: a cordon of one slot is never taken for that of the next.
 */
public final class Cordons {
  private static final String NODES = "/api/v1/nodes/";
  private static final String UID = "/metadata/uid";
  private static final String ANNOTATIONS = "/metadata/annotations";
  private static final String UNSCHEDULABLE = "/spec/unschedulable";
  private static final List<String> MARKS =
      List.of(BootcApi.CORDONED_BY, BootcApi.CORDON_REASON, BootcApi.CORDONED_SINCE);

  private final KubernetesClient client;
  private final Patches patches;

  public Cordons(KubernetesClient client) {
    this.client = client;
    this.patches = new Patches(client);
  }

  /**
   * Cordons with the mark.
   *
   * @param seen the Node as it was looked at; a cache will do
   * @param since when the slot was taken
   * @return {@code DONE} once the Node has a cordon of this slot, {@code REFUSED} where somebody
   *     else cordoned it, {@code NO_OBJECT} where it is gone, also for another of the same name
   */
  Tested cordon(Node seen, String pool, String since) {
    if (patch(seen, cordoning(seen, pool, since)) == Tested.DONE) {
      return Tested.DONE;
    }
    Optional<Node> live = read(seen.getMetadata().getName());
    if (live.isEmpty() || !uid(live.get()).equals(uid(seen))) {
      return Tested.NO_OBJECT;
    }
    if (NodeFacts.cordoned(live.get()) && !CordonFacts.cordonedByUs(live.get())) {
      return Tested.REFUSED;
    }
    List<Map<String, @Nullable Object>> operations =
        NodeFacts.cordoned(live.get())
            ? markingAnew(live.get(), pool, since)
            : cordoning(live.get(), pool, since);
    if (patch(live.get(), operations) != Tested.DONE) {
      throw changedMeanwhile(live.get());
    }
    return Tested.DONE;
  }

  private static List<Map<String, @Nullable Object>> cordoning(
      Node seen, String pool, String since) {
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    operations.add(test(UID, uid(seen)));
    operations.add(test(UNSCHEDULABLE, null));
    if (CordonFacts.annotated(seen)) {
      marks(pool, since).forEach((key, value) -> operations.add(add(annotation(key), value)));
    } else {
      operations.add(test(ANNOTATIONS, null));
      operations.add(add(ANNOTATIONS, marks(pool, since)));
    }
    operations.add(add(UNSCHEDULABLE, true));
    return operations;
  }

  /** What an earlier slot left becomes the cordon of this one. */
  private static List<Map<String, @Nullable Object>> markingAnew(
      Node live, String pool, String since) {
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    operations.add(test(UID, uid(live)));
    operations.add(test(UNSCHEDULABLE, true));
    operations.add(
        test(
            annotation(BootcApi.CORDONED_BY),
            CordonFacts.annotation(live, BootcApi.CORDONED_BY).orElse(null)));
    operations.add(
        test(
            annotation(BootcApi.CORDONED_SINCE),
            CordonFacts.annotation(live, BootcApi.CORDONED_SINCE).orElse(null)));
    marks(pool, since).forEach((key, value) -> operations.add(add(annotation(key), value)));
    return operations;
  }

  private static Map<String, String> marks(String pool, String since) {
    return Map.of(
        BootcApi.CORDONED_BY,
        pool,
        BootcApi.CORDONED_SINCE,
        since,
        BootcApi.CORDON_REASON,
        "an update is under way, the cordon is lifted at its end; to keep it, take away the"
            + " annotation "
            + BootcApi.CORDONED_BY);
  }

  /** Lifts the cordon of a slot that ends, and no other. */
  void lift(BootcNode holder) {
    String name = holder.getMetadata().getName();
    Optional<String> uid = NodeFacts.nodeUid(holder);
    if (uid.isEmpty()) {
      if (!NodeFacts.wasCordoned(holder).orElse(true)) {
        liftUnmarked(name);
      }
      return;
    }
    String since = NodeFacts.slotMark(holder);
    if (tested(name, lifting(uid.get(), since)) == Tested.REFUSED) {
      Optional<Node> live = read(name).filter(found -> uid(found).equals(uid.get()));
      if (live.isPresent() && liftIfOurs(live.get()) == Tested.REFUSED) {
        throw changedMeanwhile(live.get());
      }
    }
  }

  /**
   * Lifts a cordon that carries the mark of a slot which is not held any more.
   *
   * @param seen the Node with that cordon; where it has changed since nothing is done
   * @return whether it was lifted
   */
  public boolean liftOrphan(Node seen) {
    return liftIfOurs(seen) == Tested.DONE;
  }

  private static List<Map<String, @Nullable Object>> lifting(String uid, String since) {
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    operations.add(test(UID, uid));
    operations.add(test(annotation(BootcApi.CORDONED_SINCE), since));
    MARKS.forEach(key -> operations.add(remove(annotation(key))));
    operations.add(remove(UNSCHEDULABLE));
    return operations;
  }

  /**
   * By what is there: somebody may have lifted the cordon, which leaves the mark, or taken away the
   * mark, which leaves a cordon of theirs.
   */
  private Tested liftIfOurs(Node live) {
    List<Map<String, @Nullable Object>> operations = new ArrayList<>();
    operations.add(test(UID, uid(live)));
    for (String key : MARKS) {
      Optional<String> value = CordonFacts.annotation(live, key);
      operations.add(test(annotation(key), value.orElse(null)));
      value.ifPresent(_ -> operations.add(remove(annotation(key))));
    }
    operations.add(test(UNSCHEDULABLE, live.getSpec().getUnschedulable()));
    if (NodeFacts.cordoned(live) && CordonFacts.cordonedByUs(live)) {
      operations.add(remove(UNSCHEDULABLE));
    }
    boolean nothingToDo = operations.stream().noneMatch(each -> "remove".equals(each.get("op")));
    return nothingToDo ? Tested.NO_OBJECT : patch(live, operations);
  }

  /** Slots that the Go project took, or earlier versions of ours, say only how it was before. */
  private void liftUnmarked(String name) {
    Attempt.requireTime();
    Map<String, @Nullable Object> spec = new HashMap<>();
    spec.put("unschedulable", null);
    Map<String, @Nullable Object> marks = new HashMap<>();
    MARKS.forEach(key -> marks.put(key, null));
    patches.merge(NODES + name, Map.of("spec", spec, "metadata", Map.of("annotations", marks)));
  }

  private Tested patch(Node node, List<Map<String, @Nullable Object>> operations) {
    return tested(node.getMetadata().getName(), operations);
  }

  private Tested tested(String name, List<Map<String, @Nullable Object>> operations) {
    Attempt.requireTime();
    return patches.tested(NODES + name, operations);
  }

  private Optional<Node> read(String name) {
    return Optional.ofNullable(client.nodes().withName(name).get());
  }

  private static IllegalStateException changedMeanwhile(Node node) {
    return new IllegalStateException(
        "Node " + node.getMetadata().getName() + " changed in the middle of a step");
  }

  private static String uid(Node node) {
    return node.getMetadata().getUid();
  }

  private static String annotation(String key) {
    return ANNOTATIONS + "/" + key.replace("/", "~1");
  }

  private static Map<String, @Nullable Object> test(String path, @Nullable Object value) {
    return operation("test", path, value);
  }

  private static Map<String, @Nullable Object> add(String path, Object value) {
    return operation("add", path, value);
  }

  private static Map<String, @Nullable Object> operation(
      String verb, String path, @Nullable Object value) {
    Map<String, @Nullable Object> operation = new HashMap<>();
    operation.put("op", verb);
    operation.put("path", path);
    operation.put("value", value);
    return operation;
  }

  private static Map<String, @Nullable Object> remove(String path) {
    return Map.of("op", "remove", "path", path);
  }
}
