package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The annotations of a slot, as patches that take them away. */
public final class SlotMarks {
  private static final Map<String, @Nullable String> APPROVAL_REMOVED =
      removing(
          List.of(
              BootcApi.WAITS_FOR,
              BootcApi.GATE,
              BootcApi.APPROVED_DIGEST,
              BootcApi.APPROVED_AT,
              BootcApi.BOOT_ID_BEFORE,
              BootcApi.REBOOT_POLICY,
              BootcApi.FAILED_IN_SLOT));

  /** Takes away the slot with all that belongs to it. */
  public static final Map<String, @Nullable String> REMOVED = slotRemoved();

  private SlotMarks() {}

  /** Takes away an approval, and says when where there was one. */
  static Map<String, @Nullable String> withoutApproval(BootcNode node, Instant now) {
    Map<String, @Nullable String> marks = new HashMap<>(APPROVAL_REMOVED);
    if (NodeFacts.approved(node)) {
      marks.put(BootcApi.REVOKED_AT, now.truncatedTo(ChronoUnit.MILLIS).toString());
    }
    return marks;
  }

  /** Makes room for an approval: nothing is left of an earlier one. */
  static Map<String, @Nullable String> ofNoApproval() {
    Map<String, @Nullable String> marks = new HashMap<>(APPROVAL_REMOVED);
    marks.put(BootcApi.REVOKED_AT, null);
    return marks;
  }

  /** Whether there is anything of a slot, as where another operator has freed it. */
  public static boolean areOn(BootcNode node) {
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    return annotations != null && !Collections.disjoint(annotations.keySet(), REMOVED.keySet());
  }

  private static Map<String, @Nullable String> slotRemoved() {
    Map<String, @Nullable String> removed =
        new HashMap<>(
            removing(
                List.of(
                    BootcApi.IN_REBOOT_SLOT,
                    BootcApi.WAS_CORDONED,
                    BootcApi.SLOT_SINCE,
                    BootcApi.DRAIN_SINCE,
                    BootcApi.COMES_BACK,
                    BootcApi.OWNS_KARPENTER_DO_NOT_REPAIR,
                    BootcApi.OWNS_KARPENTER_DO_NOT_DISRUPT)));
    removed.putAll(ofNoApproval());
    return Collections.unmodifiableMap(removed);
  }

  private static Map<String, @Nullable String> removing(List<String> keys) {
    Map<String, @Nullable String> removed = new HashMap<>();
    keys.forEach(key -> removed.put(key, null));
    return Collections.unmodifiableMap(removed);
  }
}
