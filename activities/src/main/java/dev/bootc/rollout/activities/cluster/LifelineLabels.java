package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * By which labels the pods are known without which a rollout stands still: those that our chart
 * gives to Temporal and the operator, and {@link BootcApi#LIFELINE_LABEL} where somebody runs a
 * part of them, or their database, elsewhere.
 */
public final class LifelineLabels {
  private static final String PART_OF = "app.kubernetes.io/part-of";
  private static final String US = "bootc-rollout";
  private static final String COMPONENT = "app.kubernetes.io/component";

  /** Without the agents a rollout goes on, on the nodes that have theirs. */
  private static final Set<String> COMPONENTS = Set.of("operator", "temporal");

  private LifelineLabels() {}

  /** Label selectors that select all of them together, some perhaps twice. */
  static List<String> selectors() {
    String components = String.join(", ", new TreeSet<>(COMPONENTS));
    return List.of(
        "%s=%s,%s in (%s)".formatted(PART_OF, US, COMPONENT, components), BootcApi.LIFELINE_LABEL);
  }

  /** Whether it is selected. */
  public static boolean areOn(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null
        && (labels.containsKey(BootcApi.LIFELINE_LABEL)
            || (US.equals(labels.get(PART_OF))
                && COMPONENTS.contains(labels.getOrDefault(COMPONENT, ""))));
  }
}
