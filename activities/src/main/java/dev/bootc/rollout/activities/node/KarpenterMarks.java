package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of Karpenter's annotations on a Node are those of a slot. A Node of Karpenter's that is
 * cordoned, drained or not Ready would be replaced or disrupted in the middle of its update. What
 * somebody else annotated before stays theirs.
 */
final class KarpenterMarks {
  /** What is on the Node, by what says on the BootcNode that it is ours. */
  private static final SortedMap<String, String> BY_CLAIM =
      new TreeMap<>(
          Map.of(
              BootcApi.OWNS_KARPENTER_DO_NOT_DISRUPT, BootcApi.KARPENTER_DO_NOT_DISRUPT,
              BootcApi.OWNS_KARPENTER_DO_NOT_REPAIR, BootcApi.KARPENTER_DO_NOT_REPAIR));

  private KarpenterMarks() {}

  /** To be written to the BootcNode together with the slot. */
  static Map<String, String> claimedOn(Node seen) {
    SortedMap<String, String> claims = new TreeMap<>();
    if (CordonFacts.ofKarpenter(seen)) {
      BY_CLAIM.forEach((claim, mark) -> {
        if (mayBeOurs(seen, mark)) {
          claims.put(claim, "true");
        }
      });
    }
    return claims;
  }

  /** What the holder claims. */
  static SortedSet<String> claimedBy(BootcNode holder) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(holder.getMetadata().getAnnotations(), Map.of());
    SortedSet<String> claimed = new TreeSet<>();
    BY_CLAIM.forEach((claim, mark) -> {
      if (annotations.containsKey(claim)) {
        claimed.add(mark);
      }
    });
    return claimed;
  }

  /** What the holder claims and nobody else has annotated meanwhile. */
  static SortedSet<String> ofSlotOn(Node live, BootcNode holder) {
    SortedSet<String> ours = claimedBy(holder);
    ours.removeIf(mark -> !mayBeOurs(live, mark));
    return ours;
  }

  /** What is on the Node and ours, by the note on the Node itself. */
  static SortedSet<String> notedOn(Node live) {
    SortedSet<String> noted = new TreeSet<>(BY_CLAIM.values());
    noted.retainAll(
        Set.of(CordonFacts.annotation(live, BootcApi.KARPENTER_MARKS).orElse("").split(" ")));
    return noted;
  }

  /** The note on the Node. */
  static String note(SortedSet<String> marks) {
    return String.join(" ", marks);
  }

  private static boolean mayBeOurs(Node node, String mark) {
    return CordonFacts.annotation(node, mark).isEmpty() || notedOn(node).contains(mark);
  }
}
