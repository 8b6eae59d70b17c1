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
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cordons Nodes, and lifts what was cordoned.
 *
 * <p>A cordon carries the mark of the rollout on the Node itself, written and removed with it in
 * one request. So it is known for ours whatever became of the BootcNode, and a cordon without the
 * mark, earlier than ours or instead of it, is somebody else's and stays. The time in the mark is
 * that of the slot: a cordon of one slot is never taken for that of the next.
 *
 * <p>On Nodes of Karpenter's the annotations that keep it off come and go in the same requests.
 */
public final class Cordons {
  private static final String NODES = "/api/v1/nodes/";
  private static final List<String> MARKS =
      List.of(BootcApi.CORDONED_BY, BootcApi.CORDON_REASON, BootcApi.CORDONED_SINCE);

  private final KubernetesClient client;
  private final Patches patches;

  public Cordons(KubernetesClient client) {
    this.client = client;
    this.patches = new Patches(client);
  }

  /**
   * Cordons with the marks of the slot.
   *
   * @param seen the Node as it was looked at; a cache will do
   * @param holder the BootcNode with the marks of the slot
   * @return {@code DONE} once the Node has a cordon of this slot, {@code REFUSED} where somebody
   *     else cordoned it, {@code NO_OBJECT} where it is gone, also for another of the same name
   */
  Tested cordon(Node seen, String pool, BootcNode holder) {
    if (patch(seen, cordoning(seen, pool, holder)) == Tested.DONE) {
      return Tested.DONE;
    }
    Optional<Node> live = read(seen.getMetadata().getName());
    if (live.isEmpty() || !uid(live.get()).equals(uid(seen))) {
      return Tested.NO_OBJECT;
    }
    if (NodeFacts.cordoned(live.get()) && !CordonFacts.cordonedByUs(live.get())) {
      return Tested.REFUSED;
    }
    NodePatch again =
        NodeFacts.cordoned(live.get())
            ? markingAnew(live.get(), pool, holder)
            : cordoning(live.get(), pool, holder);
    mustPatch(live.get(), again);
    return Tested.DONE;
  }

  private static NodePatch cordoning(Node seen, String pool, BootcNode holder) {
    NodePatch patch = NodePatch.of(uid(seen)).whereUnschedulableIs(null);
    Map<String, String> marks = marks(pool, NodeFacts.slotMark(holder));
    return keptFromKarpenter(patch, seen, holder, marks).cordon();
  }

  /** What an earlier slot left becomes the cordon of this one. */
  private static NodePatch markingAnew(Node live, String pool, BootcNode holder) {
    NodePatch patch = NodePatch.of(uid(live)).whereUnschedulableIs(true);
    for (String key : List.of(BootcApi.CORDONED_BY, BootcApi.CORDONED_SINCE)) {
      patch.whereAnnotated(key, CordonFacts.annotation(live, key).orElse(null));
    }
    return keptFromKarpenter(patch, live, holder, marks(pool, NodeFacts.slotMark(holder)));
  }

  /** Adds those marks, and Karpenter's that the slot claims where nobody else has set them. */
  private static NodePatch keptFromKarpenter(
      NodePatch patch, Node seen, BootcNode holder, Map<String, String> marks) {
    Map<String, String> annotations = new TreeMap<>(marks);
    SortedSet<String> ours = KarpenterMarks.ofSlotOn(seen, holder);
    for (String key : ours) {
      if (CordonFacts.annotated(seen)) {
        patch.whereAnnotated(key, CordonFacts.annotation(seen, key).orElse(null));
      }
      annotations.put(key, "true");
    }
    if (!ours.isEmpty()) {
      annotations.put(BootcApi.KARPENTER_MARKS, KarpenterMarks.note(ours));
    }
    return patch.annotate(seen, annotations);
  }

  /** Keeps Karpenter off a Node in its slot that somebody else had cordoned before. */
  void protect(BootcNode holder) {
    if (KarpenterMarks.claimedBy(holder).isEmpty()) {
      return;
    }
    read(holder.getMetadata().getName())
        .filter(live -> NodeFacts.isOf(holder, live))
        .filter(live ->
            !KarpenterMarks.notedOn(live).containsAll(KarpenterMarks.ofSlotOn(live, holder)))
        .ifPresent(live ->
            mustPatch(live, keptFromKarpenter(NodePatch.of(uid(live)), live, holder, Map.of())));
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

  /**
   * Lifts the cordon of a slot that ends, and no other.
   *
   * @return the Node where somebody has lifted it already: its marks are still there
   */
  Optional<Node> lift(BootcNode holder) {
    String name = holder.getMetadata().getName();
    Optional<String> uid = NodeFacts.nodeOfSlot(holder);
    if (uid.isEmpty()) {
      liftUnmarked(holder);
      return Optional.empty();
    }
    if (tested(name, lifting(uid.get(), holder)) != Tested.REFUSED) {
      return Optional.empty();
    }
    Optional<Node> live = read(name).filter(found -> uid(found).equals(uid.get()));
    Optional<Node> lifted = live.filter(found -> !NodeFacts.cordoned(found));
    if (lifted.isEmpty() && live.isPresent() && liftIfOurs(live.get()) == Tested.REFUSED) {
      throw changedMeanwhile(live.get());
    }
    return lifted;
  }

  /**
   * Takes the marks of a slot that has ended off a Node whose cordon somebody had lifted. Whatever
   * has changed there since is left to whoever sweeps.
   */
  void forget(Node lifted) {
    liftIfOurs(lifted);
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

  private static NodePatch lifting(String uid, BootcNode holder) {
    SortedSet<String> claimed = KarpenterMarks.claimedBy(holder);
    NodePatch patch =
        NodePatch.of(uid)
            .whereAnnotated(BootcApi.CORDONED_SINCE, NodeFacts.slotMark(holder))
            .whereAnnotated(
                BootcApi.KARPENTER_MARKS, claimed.isEmpty() ? null : KarpenterMarks.note(claimed));
    MARKS.forEach(patch::takeAway);
    if (!claimed.isEmpty()) {
      patch.takeAway(BootcApi.KARPENTER_MARKS);
      claimed.forEach(patch::takeAway);
    }
    return patch.uncordon();
  }

  /**
   * By what is there: somebody may have lifted the cordon, which leaves the mark, or taken away the
   * mark, which leaves a cordon of theirs.
   */
  private Tested liftIfOurs(Node live) {
    NodePatch patch = NodePatch.of(uid(live));
    List<String> marks = new ArrayList<>(MARKS);
    marks.add(BootcApi.KARPENTER_MARKS);
    marks.addAll(KarpenterMarks.notedOn(live));
    for (String key : marks) {
      Optional<String> value = CordonFacts.annotation(live, key);
      patch.whereAnnotated(key, value.orElse(null));
      value.ifPresent(_ -> patch.takeAway(key));
    }
    patch.whereUnschedulableIs(live.getSpec().getUnschedulable());
    if (NodeFacts.cordoned(live) && CordonFacts.cordonedByUs(live)) {
      patch.uncordon();
    }
    return patch.changesSomething() ? patch(live, patch) : Tested.NO_OBJECT;
  }

  /** Slots that the Go project took, or earlier versions of ours, say only how it was before. */
  private void liftUnmarked(BootcNode holder) {
    Map<String, @Nullable Object> annotations = new HashMap<>();
    KarpenterMarks.claimedBy(holder).forEach(key -> annotations.put(key, null));
    Map<String, Object> changes = new HashMap<>();
    if (!NodeFacts.wasCordoned(holder).orElse(true)) {
      MARKS.forEach(key -> annotations.put(key, null));
      Map<String, @Nullable Object> spec = new HashMap<>();
      spec.put("unschedulable", null);
      changes.put("spec", spec);
    }
    if (!annotations.isEmpty()) {
      annotations.put(BootcApi.KARPENTER_MARKS, null);
      changes.put("metadata", Map.of("annotations", annotations));
      Attempt.requireTime();
      patches.merge(NODES + holder.getMetadata().getName(), changes);
    }
  }

  private void mustPatch(Node live, NodePatch patch) {
    if (patch(live, patch) != Tested.DONE) {
      throw changedMeanwhile(live);
    }
  }

  private Tested patch(Node node, NodePatch patch) {
    return tested(node.getMetadata().getName(), patch);
  }

  private Tested tested(String name, NodePatch patch) {
    Attempt.requireTime();
    return patches.tested(NODES + name, patch.operations());
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
}
