package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a rollout and the answer to "why is nothing happening?". An addition of ours to the
 * contract. Lists are bounded, so that the object stays small for 5,000 nodes.
 *
 * @param phase one of {@link RolloutPhase}, as text
 * @param digest the target of this rollout
 * @param generation the pool's {@code metadata.generation} whose policy the workflow follows
 * @param workflowId of the Temporal workflow, {@code rollout/<pool>}
 * @param runId of that workflow's run
 * @param startedAt RFC 3339; also once it is over
 * @param message one line for humans: what happens, or why nothing does
 * @param pausedBy who paused: a field manager, or the identity that the sender of a signal gave
 *     himself, which proves nothing; absent when not paused
 * @param pausedReason why
 * @param pausedSince RFC 3339
 * @param inFlight nodes that hold a slot, oldest first, at most 50
 * @param waiting why the other nodes wait, grouped by reason
 * @param failed nodes whose attempt failed, at most 50
 * @param blockedBy what is in the way as far as the rollout itself knows, the weightiest first, at
 *     most 20; {@code status.blockedBy} has what the operator knows too
 * @param digestFailed true once so many nodes failed at this very digest as stop a rollout; absent
 *     else, also where nodes stop it that went down for an earlier one
 * @param estimatedEnd RFC 3339; when it is over if nothing gets in the way, by how long the nodes
 *     of the pool held their slots; absent where nobody can know: before three nodes are done, and
 *     while something keeps every node from starting
 * @param earlierRuns of the same rollout, whose histories became too long, the latest first, at
 *     most 20: a word about one of them is about this rollout
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStatus(
    @JsonPropertyDescription("Where the rollout is.") @Nullable String phase,
    @JsonPropertyDescription("The target of this rollout.") @Nullable String digest,
    @JsonPropertyDescription("The generation of the pool whose limits hold.")
        @Nullable Long generation,
    @JsonPropertyDescription("ID of the Temporal workflow.") @Nullable String workflowId,
    @JsonPropertyDescription("Run of that workflow.") @Nullable String runId,
    @JsonPropertyDescription("When the rollout began.") @Nullable String startedAt,
    @JsonPropertyDescription("What happens, or why nothing does.") @Nullable String message,
    @JsonPropertyDescription("Who paused: spec.rollout.paused, or who sent the signal.")
        @Nullable String pausedBy,
    @JsonPropertyDescription("Why it was paused.") @Nullable String pausedReason,
    @JsonPropertyDescription("Since when it is paused.") @Nullable String pausedSince,
    @JsonPropertyDescription("Nodes that hold a reboot slot, oldest first.")
        List<NodeProgress> inFlight,
    @JsonPropertyDescription("Why the other nodes wait.") List<WaitingNodes> waiting,
    @JsonPropertyDescription("Nodes whose attempt failed.") List<NodeProgress> failed,
    @JsonPropertyDescription("What is in the way, as far as the rollout itself knows.")
        List<BlockedBy> blockedBy,
    @JsonPropertyDescription("True once too many nodes failed at this very digest.")
        @Nullable Boolean digestFailed,
    @JsonPropertyDescription("When it is over if nothing gets in the way, by measured durations.")
        @Nullable String estimatedEnd,
    @JsonPropertyDescription("Runs of the same rollout that went before this one, latest first.")
        List<String> earlierRuns) {
  private static final int MOST_RUNS = 20;

  /** Of a rollout that has come to one run so far. */
  public RolloutStatus(
      @Nullable String phase,
      @Nullable String digest,
      @Nullable Long generation,
      @Nullable String workflowId,
      @Nullable String runId,
      @Nullable String startedAt,
      @Nullable String message,
      @Nullable String pausedBy,
      @Nullable String pausedReason,
      @Nullable String pausedSince,
      List<NodeProgress> inFlight,
      List<WaitingNodes> waiting,
      List<NodeProgress> failed,
      List<BlockedBy> blockedBy,
      @Nullable Boolean digestFailed,
      @Nullable String estimatedEnd) {
    this(
        phase,
        digest,
        generation,
        workflowId,
        runId,
        startedAt,
        message,
        pausedBy,
        pausedReason,
        pausedSince,
        inFlight,
        waiting,
        failed,
        blockedBy,
        digestFailed,
        estimatedEnd,
        List.of());
  }

  /** Of a digest that has not failed. */
  public RolloutStatus(
      @Nullable String phase,
      @Nullable String digest,
      @Nullable Long generation,
      @Nullable String workflowId,
      @Nullable String runId,
      @Nullable String startedAt,
      @Nullable String message,
      @Nullable String pausedBy,
      @Nullable String pausedReason,
      @Nullable String pausedSince,
      List<NodeProgress> inFlight,
      List<WaitingNodes> waiting,
      List<NodeProgress> failed,
      List<BlockedBy> blockedBy) {
    this(
        phase,
        digest,
        generation,
        workflowId,
        runId,
        startedAt,
        message,
        pausedBy,
        pausedReason,
        pausedSince,
        inFlight,
        waiting,
        failed,
        blockedBy,
        null,
        null);
  }

  public RolloutStatus {
    inFlight = inFlight == null ? List.of() : List.copyOf(inFlight);
    waiting = waiting == null ? List.of() : List.copyOf(waiting);
    failed = failed == null ? List.of() : List.copyOf(failed);
    blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
    earlierRuns = earlierRuns == null ? List.of() : earlierRuns.stream().limit(MOST_RUNS).toList();
  }

  /** What the pool's status says of its latest rollout; empty before the first. */
  public static Optional<RolloutStatus> on(BootcNodePool pool) {
    return Optional.ofNullable(pool.getStatus())
        .flatMap(status -> Optional.ofNullable(status.rollout()));
  }

  /** Whether that is a run of this rollout, also one from before its history became too long. */
  public boolean isOfRun(String id) {
    return id.equals(runId) || earlierRuns.contains(id);
  }

  /** The same, begun when it says, behind those runs. */
  public RolloutStatus begun(@Nullable String when, List<String> earlier) {
    return new RolloutStatus(
        phase,
        digest,
        generation,
        workflowId,
        runId,
        when,
        message,
        pausedBy,
        pausedReason,
        pausedSince,
        inFlight,
        waiting,
        failed,
        blockedBy,
        digestFailed,
        estimatedEnd,
        earlier);
  }

  /**
   * One node with what it does.
   *
   * @param node name
   * @param state for humans: the step it is in, or how it failed
   * @param since RFC 3339
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodeProgress(
      @JsonPropertyDescription("Name of the node.") String node,
      @JsonPropertyDescription("The step it is in, or how it failed.") String state,
      @JsonPropertyDescription("Since when.") @Nullable String since) {}

  /**
   * Nodes that wait for the same reason.
   *
   * @param reason for humans
   * @param count how many
   * @param nodes the first of them by name, at most 10
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WaitingNodes(
      @JsonPropertyDescription("Why they wait.") String reason,
      @JsonPropertyDescription("How many.") int count,
      @JsonPropertyDescription("The first of them.") List<String> nodes) {}
}
