package dev.bootc.rollout.workflows.plan;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a rollout does next, from what was observed of the pool.
 *
 * <ol>
 *   <li>Every node gets exactly one {@link Standing}: updated, in flight, staged, preparing or
 *       failed ({@link Situation}). A node that holds a slot is in flight, and so is one that the
 *       workflow started and whose end has not been seen.
 *   <li>No slot is given while a node is about to be given the target ({@link StagingTurns}), while
 *       too many nodes failed at it, in a slot or out of it ({@link Halt}), while somebody paused
 *       ({@link Pauses}), while a step soaks or waits for approval ({@link StepGate}), while no
 *       window is open for as long as an update takes ({@link OpenWindow}), or while nobody has
 *       approved the digest of a pool that wants that ({@link ManualApproval}).
 *   <li>Otherwise the staged nodes are asked one after the other whether they may start ({@link
 *       Candidates}): the Node is not known to be down; it is not left out because it can never be
 *       drained; workers go before the control plane and etcd, and the nodes that run the rollout
 *       itself go last; so do, among those alike, the ones that somebody else cordoned; of the
 *       latter two kinds one goes at a time in the whole cluster ({@link Turns}); the budget has
 *       room ({@link Unavailable}). Each starts or gets the first thing that holds it back as its
 *       reason.
 *   <li>The {@link Report} (phase by {@link PhaseChoice}, counts, lists, {@link Message}) describes
 *       the pool as it is once the chosen nodes have started, so that carrying out a plan does not
 *       change what the next one says.
 * </ol>
 *
 * Guarantees:
 *
 * <ul>
 *   <li>No node is started that would make the nodes in flight, not Ready or cordoned, by whomever,
 *       more than the budget. Nodes that were in flight when the budget was lowered stay so.
 *   <li>No two control-plane or etcd nodes are in flight because of this planner, and none starts
 *       while another one in the cluster is in flight or down: so a majority of three or more
 *       stays.
 *   <li>No node is started that has not staged exactly the target, is degraded, holds a slot, was
 *       started before, or failed at this digest.
 *   <li>{@code COMPLETED} is said only when every node runs the target or is skipped by somebody's
 *       word, none holds a slot and none that was started is unaccounted for.
 *   <li>Every node that is not updated, in flight, skipped or failed has exactly one reason to
 *       wait, chosen by the same test that kept it from starting.
 *   <li>The same view and instant give the same plan. The instant matters only up to {@link
 *       Decision#holdsUntil()}: until then the plan of an unchanged view does not change.
 *   <li>No more than {@value #MOST_STARTS} nodes are started by one plan; the others count as
 *       started in its report, and the next plan starts them.
 * </ul>
 *
 * A started node whose workflow was refused a slot stays in flight here: only the workflow that
 * started it can know that nothing comes any more, and takes it out of {@link PoolView#started()}.
 */
public final class RolloutPlanner {
  /** What is carried out at once must fit into one workflow task. */
  static final int MOST_STARTS = 200;

  private RolloutPlanner() {}

  /** What is decided for a pool observed at {@code now}. */
  public static Decision decide(PoolView observed, Instant now) {
    return decide(observed, null, now);
  }

  /**
   * The same for one who says what is in the way.
   *
   * @param startedAt when the rollout began: since then its nodes are asked for the target
   */
  public static Decision decide(PoolView observed, @Nullable Instant startedAt, Instant now) {
    Situation before = Situation.of(observed);
    Brakes brakes = Brakes.of(observed, before, now);
    Candidates.Choice choice =
        Candidates.choose(before, closedToAll(before, brakes), brakes.steps(), now);
    return new Decision(
        before, brakes, choice, new Patience(before, startedAt, brakes.staging(), now));
  }

  /**
   * What keeps every node from starting. That others are given the target first is courtesy, and
   * whoever asks about a single node may not know that it was refused to them. Where nodes stage in
   * turns nobody waits for that.
   */
  private static Optional<WaitReason> closedToAll(Situation situation, Brakes brakes) {
    return !brakes.staging().areTaken() && !brakes.staging().given().isEmpty()
        ? Optional.of(WaitReason.OTHERS_RETARGETED_FIRST)
        : brakes.first(situation);
  }
}
