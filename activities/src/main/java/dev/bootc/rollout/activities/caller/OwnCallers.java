package dev.bootc.rollout.activities.caller;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets activities be called by our own workflows only, each about its own pool or node, and about
 * pools of this cluster only. Whoever reaches Temporal can ask for any activity with any input;
 * what comes through here still has to be looked at, since a workflow may be started, answered and
 * reset by hand.
 */
public final class OwnCallers extends WorkerInterceptorBase {
  private static final String NODE_WORKFLOW = "NodeUpdate";
  private static final String POOL_WORKFLOW = "PoolRollout";

  /** As Kubernetes allows them: part of a URL's path, with nothing in it to leave that. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /**
   * So often another worker of the task queue may be the right one; by then it takes about a
   * minute.
   */
  private static final int ATTEMPTS_OF_OTHERS = 12;

  private final Function<String, Optional<String>> poolUids;
  private final String clusterPrefix;
  private final Runnable refused;

  /**
   * Who may call, and about whom.
   *
   * @param poolUid absent where no pool is named
   */
  private record Expected(
      String workflowType, String workflowId, List<String> names, @Nullable String poolUid) {}

  /**
   * @param refused told of each call that is not ours
   */
  public OwnCallers(ClusterCache cluster, String clusterPrefix, Runnable refused) {
    this(
        pool -> cluster.pool(pool).map(known -> known.getMetadata().getUid()),
        clusterPrefix,
        refused);
  }

  /**
   * @param poolUids UID of this cluster's pool of a name, as far as is known here
   */
  OwnCallers(Function<String, Optional<String>> poolUids, String clusterPrefix, Runnable refused) {
    this.poolUids = poolUids;
    this.clusterPrefix = clusterPrefix;
    this.refused = refused;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new ActivityInboundCallsInterceptorBase(next) {
      private @Nullable ActivityInfo info;

      @Override
      public void init(ActivityExecutionContext context) {
        info = context.getInfo();
        super.init(context);
      }

      @Override
      public ActivityOutput execute(ActivityInput input) {
        requireOwn(Objects.requireNonNull(info), input.getArguments());
        return super.execute(input);
      }
    };
  }

  private void requireOwn(ActivityInfo info, Object[] arguments) {
    Expected expected = expected(arguments.length == 0 ? null : arguments[0], info);
    if (!expected.names().stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw refusal(info, "its input names no pool or node that Kubernetes could have");
    }
    if (!expected.workflowType().equals(info.getWorkflowType())
        || !expected.workflowId().equals(info.getWorkflowId())) {
      throw refusal(info, "it is for workflow " + expected.workflowId() + " to call");
    }
    if (expected.poolUid() != null) {
      requireOwnPool(info, expected.names().getFirst(), expected.poolUid());
    }
  }

  private Expected expected(@Nullable Object argument, ActivityInfo info) {
    return switch (argument) {
      case NodeRef ref ->
          new Expected(
              NODE_WORKFLOW,
              RolloutNames.nodeWorkflowId(clusterPrefix, ref.pool(), ref.node()),
              List.of(ref.pool(), ref.node()),
              ref.poolUid());
      case RolloutTarget target -> ofPool(target);
      case PlanRequest request -> ofPool(request.target());
      // Who asks about a run asks about itself.
      case String workflowId when workflowId.startsWith(clusterPrefix) ->
          new Expected(POOL_WORKFLOW, workflowId, List.of(), null);
      case null, default -> throw refusal(info, "its input is none of ours");
    };
  }

  private Expected ofPool(RolloutTarget target) {
    return new Expected(
        POOL_WORKFLOW,
        RolloutNames.poolWorkflowId(clusterPrefix, target.pool()),
        List.of(target.pool()),
        target.poolUid());
  }

  private void requireOwnPool(ActivityInfo info, String pool, String uid) {
    Optional<String> other = poolUids.apply(pool).filter(known -> !known.equals(uid));
    if (other.isEmpty()) {
      return;
    }
    String why =
        ("pool %s of this cluster has the UID %s, and this workflow is about one with %s: another"
                + " cluster that shares this Temporal namespace needs a"
                + " BOOTC_ROLLOUT_CLUSTER_PREFIX of its own; a pool that was deleted meanwhile"
                + " needs nothing")
            .formatted(pool, other.get(), uid);
    throw info.getAttempt() < ATTEMPTS_OF_OTHERS
        ? ApplicationFailure.newFailure(why, "ForeignPool")
        : ApplicationFailure.newNonRetryableFailure(why, "ForeignPool");
  }

  private ApplicationFailure refusal(ActivityInfo info, String why) {
    refused.run();
    return ApplicationFailure.newNonRetryableFailure(
        "activity %s, called by %s, is not carried out: %s"
            .formatted(info.getActivityType(), caller(info), why),
        "ForeignCaller");
  }

  private static String caller(ActivityInfo info) {
    return info.getWorkflowId() == null
        ? "nobody's workflow"
        : "workflow " + info.getWorkflowId() + " of type " + info.getWorkflowType();
  }
}
