package dev.bootc.rollout.workflows.plan;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who goes before whom where a pool says so; see {@link dev.bootc.rollout.api.OrderSpec}.
 *
 * @param controlPlaneFirst whether nodes of the control plane and of etcd go before workers; those
 *     that run the rollout itself go last all the same
 * @param label by whose values nodes are ordered; absent where they are not
 * @param values of that label, in order; nodes of other values, or of none, come last
 * @param oneZone whether nodes of two zones are never in flight together
 */
public record NodeOrder(
    boolean controlPlaneFirst, @Nullable String label, List<String> values, boolean oneZone) {
  /** Where a Node says which zone it is in. */
  public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

  public NodeOrder {
    values = List.copyOf(values);
  }

  /**
   * A node's place in it. Kept for thousands of nodes, so only where the pool has an order.
   *
   * @param zone empty where the Node does not say it, or nobody asks
   * @param group 0 goes first
   */
  public record Place(String zone, int group) {}

  /** The place of a Node with those labels. */
  public Place place(@Nullable Map<String, String> labels) {
    Map<String, String> known = Objects.requireNonNullElse(labels, Map.of());
    String zone = oneZone ? known.getOrDefault(ZONE_LABEL, "") : "";
    return new Place(zone, label == null ? 0 : group(known.getOrDefault(label, "")));
  }

  private int group(String value) {
    int index = values.indexOf(value);
    return index < 0 ? values.size() : index;
  }
}
