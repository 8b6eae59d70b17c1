package dev.bootc.rollout.workflows;

import io.temporal.common.SearchAttributeKey;

/**
 * Names under which rollouts are found in Temporal. They are part of what users rely on: a changed
 * name orphans running rollouts.
 */
public final class RolloutNames {
  public static final SearchAttributeKey<String> POOL = SearchAttributeKey.forKeyword("BootcPool");
  public static final SearchAttributeKey<String> NODE = SearchAttributeKey.forKeyword("BootcNode");
  public static final SearchAttributeKey<String> DIGEST =
      SearchAttributeKey.forKeyword("BootcDigest");
  public static final SearchAttributeKey<String> PHASE =
      SearchAttributeKey.forKeyword("BootcPhase");

  /**
   * Of a pool's rollout: the kind of the weightiest thing in its way, or {@link #NOTHING}; of a run
   * that others ended, what was in its way then.
   */
  public static final SearchAttributeKey<String> BLOCKED_BY =
      SearchAttributeKey.forKeyword("BootcBlockedBy");

  /** What {@link #BLOCKED_BY} says of an undisturbed rollout. */
  public static final String NOTHING = "Nothing";

  private RolloutNames() {}

  /**
   * Workflow ID of a pool's rollout.
   *
   * @param clusterPrefix empty, or a text that ends with the separator, such as {@code "prod-eu/"}
   */
  public static String poolWorkflowId(String clusterPrefix, String pool) {
    return clusterPrefix + "rollout/" + pool;
  }

  /** Workflow ID of a node's update. */
  public static String nodeWorkflowId(String clusterPrefix, String pool, String node) {
    return nodeWorkflowId(poolWorkflowId(clusterPrefix, pool), node);
  }

  /** The same, for whoever knows the ID of the pool's rollout. */
  public static String nodeWorkflowId(String poolWorkflowId, String node) {
    return poolWorkflowId + "/" + node;
  }

  /** Task queue of everything. One per cluster, since a worker sees only its own cluster. */
  public static String taskQueue(String clusterPrefix) {
    return clusterPrefix + "bootc-rollout";
  }
}
