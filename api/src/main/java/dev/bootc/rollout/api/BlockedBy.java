package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is in the way of a rollout: the cause, never what follows from it. What goes on by
 * itself, such as a host that pulls or a budget that is used up by nodes under way, is none, so
 * that an undisturbed rollout has an empty list.
 *
 * @param kind one of {@link Kind}, as text, so that an older reader can show a newer one
 * @param object kind and name of what is in the way, such as {@code Node/worker-3}; where it is the
 *     same with many nodes, the first of them
 * @param since RFC 3339; when it began as far as the cluster knows, else when it was first seen
 * @param message for humans, bounded
 * @param nextAction a command to paste
 * @param nodeCount how many nodes it is about; 0 where it is about the pool
 * @param nodes the first of them, at most 10
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlockedBy(
    @JsonPropertyDescription("What kind of thing is in the way.") String kind,
    @JsonPropertyDescription("Kind and name of what is in the way.") String object,
    @JsonPropertyDescription("Since when, as far as the cluster knows.") @Nullable String since,
    @JsonPropertyDescription("What is in the way, in words.") String message,
    @JsonPropertyDescription("A command that shows more, or mends it.") String nextAction,
    @JsonPropertyDescription("How many nodes it is about; 0 for the pool as a whole.")
        int nodeCount,
    @JsonPropertyDescription("The first of them.") List<String> nodes) {

  private static final Set<Kind> WHOEVER_IS_AWAY =
      EnumSet.of(Kind.CLUSTER_CAP, Kind.CONTROL_PLANE_TURN, Kind.OWN_BRAIN_LAST);

  public BlockedBy {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
  }

  /** The same, since that moment. */
  public BlockedBy since(String when) {
    return new BlockedBy(kind, object, when, message, nextAction, nodeCount, nodes);
  }

  /** Whether only the operator knows it; one of a newer version is left to whoever wrote it. */
  @JsonIgnore
  public boolean isOfTheOperator() {
    return knownKind().filter(Kind::isOfTheOperator).isPresent();
  }

  /**
   * Whether it is the same however often its object changes: who waits for a turn waits for
   * whichever node has it, one after the other.
   */
  @JsonIgnore
  public boolean isWhoeverIsAway() {
    return knownKind().filter(WHOEVER_IS_AWAY::contains).isPresent();
  }

  /** Empty for one of a newer version. */
  public Optional<Kind> knownKind() {
    return Arrays.stream(Kind.values()).filter(known -> known.text().equals(kind)).findFirst();
  }

  /**
   * What may be in the way, the weightiest first: that is the order of the list, and the first one
   * is the column of {@code kubectl get bnp}.
   *
   * <p>To add one: a constant here, with who finds it, and its next action in {@code
   * plan.NextAction}; neither compiles without. Then whoever finds it, {@code plan.Obstacles} for
   * what a plan knows, or {@code nodepool.PoolObstacles} for what only the operator knows; a row in
   * {@code docs/reference/waiting.md} with its test, which a test asks for.
   */
  public enum Kind {
    /** The spec cannot be carried out. */
    INVALID_SPEC("InvalidSpec", Finder.OPERATOR),
    /** A registry does not say what a tag means; an earlier target stays. */
    TAG_NOT_RESOLVED("TagNotResolved", Finder.OPERATOR),
    TEMPORAL_UNAVAILABLE("TemporalUnavailable", Finder.OPERATOR),
    /** The run waits for something that no operator carries out. */
    NOBODY_PLANS("NobodyPlans", Finder.OPERATOR),
    /** Workers fail at the tasks of a workflow. */
    WORKFLOW_STUCK("WorkflowStuck", Finder.OPERATOR),
    /** The run that is open does not take what the pool asks for. */
    SPEC_NOT_TAKEN("SpecNotTaken", Finder.OPERATOR),
    /** Somebody cancelled the rollout to this image. */
    CANCELLED("Cancelled", Finder.OPERATOR),
    /** Too many nodes failed at this image, so they run the one of before. */
    ROLLED_BACK("RolledBack", Finder.OPERATOR),
    /** Too many nodes failed at this image. */
    HALTED("Halted", Finder.ROLLOUT),
    PAUSED("Paused", Finder.ROLLOUT),
    /** A pool that this one depends on does not come up to date by itself. */
    DEPENDS_IN_VAIN("DependsInVain", Finder.ROLLOUT),
    /** Other pools that this one depends on are not updated yet. */
    DEPENDS_ON("DependsOn", Finder.ROLLOUT),
    /** A step of the pool has more nodes than the pool. */
    STEP_TOO_LARGE("StepTooLarge", Finder.ROLLOUT),
    /** Somebody has to approve the digest or, once a step is done, the next. */
    WAITING_FOR_APPROVAL("WaitingForApproval", Finder.ROLLOUT),
    /** The nodes of a step are watched. */
    SOAKING("Soaking", Finder.ROLLOUT),
    /** The digest has not been the target for as long as the pool wants. */
    WAITING_FOR_AGE("WaitingForAge", Finder.ROLLOUT),
    /** No window is open for an update. */
    WAITING_FOR_WINDOW("WaitingForWindow", Finder.ROLLOUT),
    /** Approved, and not back. */
    NODE_NOT_BACK("NodeNotBack", Finder.ROLLOUT),
    /** Updated, and a gate of the pool does not hold. */
    GATE_FAILED("GateFailed", Finder.ROLLOUT),
    /** Updated, and a gate of the pool cannot be asked, so nobody knows. */
    GATE_ERROR("GateError", Finder.ROLLOUT),
    /** Pods do not leave, or did not in time. */
    DRAIN_BLOCKED("DrainBlocked", Finder.ROLLOUT),
    /** Pods can never leave a node, and the pool leaves such a node out. */
    PREFLIGHT_FAILED("PreflightFailed", Finder.ROLLOUT),
    /** Had its attempt at the image, and failed otherwise. */
    NODE_FAILED("NodeFailed", Finder.ROLLOUT),
    /** Hosts do not reach the registry. */
    REGISTRY_UNAVAILABLE("RegistryUnavailable", Finder.ROLLOUT),
    STAGING_FAILED("StagingFailed", Finder.ROLLOUT),
    /** A pull secret is missing or cannot be used. */
    SECRET_MISSING("SecretMissing", Finder.OPERATOR),
    /** An agent does not react to what its node is asked for. */
    AGENT_SILENT("AgentSilent", Finder.ROLLOUT),
    NODE_NOT_READY("NodeNotReady", Finder.ROLLOUT),
    /** There are no slots, or nodes that are down or cordoned by others use them up. */
    BUDGET("Budget", Finder.ROLLOUT),
    /** The operator lets so many nodes of all pools be unavailable, and as many are. */
    CLUSTER_CAP("ClusterCap", Finder.ROLLOUT),
    /** A node of the control plane or etcd waits for another that is away. */
    CONTROL_PLANE_TURN("ControlPlaneTurn", Finder.ROLLOUT),
    /** A node that the rollout itself runs on waits for what is away or not Ready. */
    OWN_BRAIN_LAST("OwnBrainLast", Finder.ROLLOUT),
    /** A policy or a webhook does not let a node be given the target. */
    WRITE_REFUSED("WriteRefused", Finder.ROLLOUT),
    /** Somebody else reboots nodes. */
    FOREIGN_REBOOT("ForeignReboot", Finder.ROLLOUT),
    /** The API server, a policy or a webhook refuses to make a node a member, or to let it go. */
    MEMBER_REFUSED("MemberRefused", Finder.OPERATOR),
    /** Another pool owns nodes that match. */
    CONFLICT("Conflict", Finder.OPERATOR);

    private final String text;
    private final Finder finder;

    Kind(String text, Finder finder) {
      this.text = text;
      this.finder = finder;
    }

    public String text() {
      return text;
    }

    /** Whether the operator finds it; the rollout finds the others. Each kind has one finder. */
    public boolean isOfTheOperator() {
      return finder == Finder.OPERATOR;
    }
  }

  /** Who knows that something of a kind is in the way. */
  private enum Finder {
    OPERATOR,
    ROLLOUT
  }
}
