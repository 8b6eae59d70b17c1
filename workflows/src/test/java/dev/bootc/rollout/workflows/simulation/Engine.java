package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.ApprovalDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.SlotDecision;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import dev.bootc.rollout.workflows.plan.Admission;
import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import dev.bootc.rollout.workflows.plan.StagingTurns;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that decides: the product's own classes, unless a defect is planted.
 *
 * @param sight what the planner sees of a pool
 * @param slips mistakes of those who carry out
 */
record Engine(
    UnaryOperator<PoolView> sight,
    SlotRule slot,
    ApprovalRule approval,
    JudgementRule judgement,
    TransitionRule transition,
    Set<Slip> slips) {

  /** The product as it is. */
  static final Engine REAL =
      new Engine(
          UnaryOperator.identity(),
          SlotDecision::of,
          ApprovalDecision::of,
          UpdateJudgement::of,
          Transition::after,
          EnumSet.noneOf(Slip.class));

  /** See {@link SlotDecision#of}. */
  interface SlotRule {
    SlotDecision of(SeenNode node, PoolWish pool, @Nullable String slotFor);
  }

  /** See {@link ApprovalDecision#of}. */
  interface ApprovalRule {
    ApprovalDecision of(SeenNode node, PoolWish pool);
  }

  /** See {@link UpdateJudgement#of}. */
  interface JudgementRule {
    UpdateJudgement of(SeenNode node, PoolWish pool, Instant now);
  }

  /** See {@link Transition#after}. */
  interface TransitionRule {
    NodeUpdate after(NodeUpdate state, @Nullable NodeAnswer answer);
  }

  Decision decide(PoolView view, Instant now) {
    return RolloutPlanner.decide(sight.apply(view), now);
  }

  /** Whose turn it is to stage. */
  List<String> turns(PoolView view, Instant now) {
    return StagingTurns.of(sight.apply(view), now);
  }

  /** Whoever is blind as a planner is so here, too. */
  Admission admission(PoolView view, Instant now) {
    return Admission.of(sight.apply(view), now);
  }

  boolean slips(Slip slip) {
    return slips.contains(slip);
  }

  Engine seeing(UnaryOperator<PoolView> newSight) {
    return new Engine(newSight, slot, approval, judgement, transition, slips);
  }

  Engine taking(SlotRule rule) {
    return new Engine(sight, rule, approval, judgement, transition, slips);
  }

  Engine approving(ApprovalRule rule) {
    return new Engine(sight, slot, rule, judgement, transition, slips);
  }

  Engine judging(JudgementRule rule) {
    return new Engine(sight, slot, approval, rule, transition, slips);
  }

  Engine going(TransitionRule rule) {
    return new Engine(sight, slot, approval, judgement, rule, slips);
  }

  Engine slipping(Slip slip) {
    return new Engine(sight, slot, approval, judgement, transition, EnumSet.of(slip));
  }
}
