package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The annotations of a slot, as patches that take them away. */
public final class SlotMarks {
  /** Takes away an approval. */
  public static final Map<String, @Nullable String> APPROVAL_REMOVED =
      removing(
          List.of(
              BootcApi.WAITS_FOR,
              BootcApi.APPROVED_DIGEST,
              BootcApi.APPROVED_AT,
              BootcApi.BOOT_ID_BEFORE,
              BootcApi.REBOOT_POLICY));

  /** Takes away the slot with all that belongs to it. */
  public static final Map<String, @Nullable String> REMOVED = slotRemoved();

  private SlotMarks() {}

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
    removed.putAll(APPROVAL_REMOVED);
    return Collections.unmodifiableMap(removed);
  }

  private static Map<String, @Nullable String> removing(List<String> keys) {
    Map<String, @Nullable String> removed = new HashMap<>();
    keys.forEach(key -> removed.put(key, null));
    return Collections.unmodifiableMap(removed);
  }
}
