package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.util.Map;
import java.util.Set;

/**
 * How the run of a pool is started: its ID, how it is found, and what its page says from then on.
 */
final class RunOptions {
  private RunOptions() {}

  /**
   * @param there those of our search attributes that the namespace has
   */
  static WorkflowOptions of(
      RolloutTarget target, String clusterPrefix, Set<SearchAttributeKey<String>> there) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(RolloutNames.poolWorkflowId(clusterPrefix, target.pool()))
        .setTaskQueue(RolloutNames.taskQueue(clusterPrefix))
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setTypedSearchAttributes(attributes(target, there))
        .setStaticSummary(
            "pool "
                + target.pool()
                + (target.undo() == null ? " → " : " back to ")
                + target.digest().shortText())
        .setStaticDetails(details(target))
        .build();
  }

  private static String details(RolloutTarget target) {
    return (target.undo() == null ? "Rolls pool **" : "Sets pool **")
        + target.pool()
        + (target.undo() == null ? "** to `" : "** back to `")
        + target.image()
        + "`, with at most "
        + target.maxUnavailable()
        + " of its nodes unavailable at a time.\n\n"
        + target.whoAndWhy()
        + "Started for generation "
        + target.generation()
        + " of its spec.";
  }

  /**
   * A run that has these gives the first two to the updates of its nodes, and shows its phase, and
   * what is in its way, by others.
   */
  private static SearchAttributes attributes(
      RolloutTarget target, Set<SearchAttributeKey<String>> there) {
    SearchAttributes.Builder attributes = SearchAttributes.newBuilder();
    Map.of(
            RolloutNames.POOL, target.pool(),
            RolloutNames.DIGEST, target.digest().text(),
            RolloutNames.BLOCKED_BY, RolloutNames.NOTHING)
        .forEach((key, value) -> {
          if (there.contains(key)) {
            attributes.set(key, value);
          }
        });
    return attributes.build();
  }
}
