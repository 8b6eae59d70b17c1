package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a rollout is, for humans: once its orders are carried out, and until something changes.
 *
 * @param phase where the rollout is
 * @param counts nodes by what they do
 * @param message one line: what happens, or why nothing does
 * @param pause who paused, while paused
 * @param inFlight slot holders, oldest first, bounded
 * @param waiting why the other nodes wait, grouped and bounded
 * @param failed nodes whose attempt failed, bounded
 * @param blockedBy what is in the way, bounded, the weightiest first
 * @param digestFailed whether so many nodes failed at this very digest as stop a rollout
 * @param estimatedEnd when it is over if nothing gets in the way; absent where nobody can know
 */
public record Report(
    RolloutPhase phase,
    Counts counts,
    String message,
    @Nullable Pause pause,
    List<NodeProgress> inFlight,
    List<WaitingNodes> waiting,
    List<NodeProgress> failed,
    List<BlockedBy> blockedBy,
    boolean digestFailed,
    @Nullable Instant estimatedEnd) {

  public Report {
    inFlight = List.copyOf(inFlight);
    waiting = List.copyOf(waiting);
    failed = List.copyOf(failed);
    // Absent in what earlier versions answered.
    blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
  }

  /**
   * The last one of a rollout.
   *
   * @param pause one by signal that the next run has to keep; absent where there is none
   */
  public static Report last(RolloutPhase phase, String message, @Nullable Pause pause) {
    return new Report(
        phase,
        Counts.NONE,
        message,
        pause,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        null);
  }

  /** The same, with what was counted before. */
  public Report counting(Counts before) {
    return new Report(
        phase,
        before,
        message,
        pause,
        inFlight,
        waiting,
        failed,
        blockedBy,
        digestFailed,
        estimatedEnd);
  }

  /** The same pool while nothing may be done, and why. */
  public Report heldUp(RolloutPhase heldUp, String why, @Nullable Pause by) {
    return new Report(
        heldUp,
        counts,
        why + "; " + message,
        by,
        inFlight,
        waiting,
        failed,
        blockedBy,
        false,
        null);
  }

  /**
   * The same, with what is in the way as it is to be said.
   *
   * @param entries dated
   */
  public Report blockedBy(List<BlockedBy> entries) {
    return new Report(
        phase,
        counts,
        message,
        pause,
        inFlight,
        waiting,
        failed,
        entries,
        digestFailed,
        estimatedEnd);
  }

  /**
   * The same, with what only the operator knows is in the way. Nothing is in the way of a rollout
   * that is done, and what was said a moment before would stand on its last board for ever.
   */
  public Report alsoBlockedBy(List<BlockedBy> ofTheOperator) {
    return phase.isEnd()
        ? blockedBy(ofTheOperator.stream().filter(this::staysAtTheEnd).toList())
        : blockedBy(Obstacle.together(ofTheOperator, blockedBy));
  }

  /** That nodes were set back is in the way of what the spec asks for, until a person decides. */
  private boolean staysAtTheEnd(BlockedBy entry) {
    return phase == RolloutPhase.ROLLED_BACK
        && entry.knownKind().equals(Optional.of(BlockedBy.Kind.ROLLED_BACK));
  }

  /** The kind of the weightiest thing in the way; empty where nothing is. */
  public Optional<String> weightiest() {
    return blockedBy.stream().findFirst().map(BlockedBy::kind);
  }

  /** What makes it news: its line, and what kinds of things are in the way. */
  public String headline() {
    return blockedBy.isEmpty()
        ? message
        : message
            + blockedBy.stream()
                .map(entry -> entry.kind() + " " + entry.object())
                .collect(Collectors.joining(", ", " [", "]"));
  }

  /**
   * Nodes by what they do; their sum is {@code total}.
   *
   * @param total nodes of the pool
   * @param updated run the target and hold no slot
   * @param inFlight hold a slot, or were started
   * @param staged may take a slot
   * @param preparing have not staged the target yet
   * @param failed had their attempt, or report an error outside a slot
   * @param skipped are left out of this rollout by somebody's word
   */
  public record Counts(
      int total, int updated, int inFlight, int staged, int preparing, int failed, int skipped) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /** Of a pool of which no node is skipped. */
    public Counts(int total, int updated, int inFlight, int staged, int preparing, int failed) {
      this(total, updated, inFlight, staged, preparing, failed, 0);
    }

    /** Whether nothing is left to do. */
    boolean areDone() {
      return updated + skipped == total;
    }
  }
}
