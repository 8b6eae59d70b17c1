package dev.bootc.rollout.workflows.simulation;

/** A mistake that whoever carries out a decision might make. The product must make none of them. */
enum Slip {
  // Taking a slot.
  TAKES_A_SLOT_UNASKED(Invariant.WISH),
  COUNTS_NOBODY(Invariant.BUDGET),
  COUNTS_BEFORE_ITS_MARK_IS_SEEN(Invariant.BUDGET),
  TAKES_A_SLOT_WITHOUT_PRECONDITION(Invariant.SLOT),
  TAKES_NOT_FOUND_FOR_SUCCESS(Invariant.CORDON),
  CORDONS_BEFORE_THE_SLOT(Invariant.CORDON),
  CORDONS_WITHOUT_A_TEST(Invariant.CORDON),
  BELIEVES_A_CACHED_CORDON(Invariant.CORDON),
  KEEPS_THE_NOTE_OF_A_LIFTED_CORDON(Invariant.CORDON),
  KEEPS_A_SLOT_FROM_A_CACHE(Invariant.CORDON),

  // Drain, approval, judgement.
  DRAINS_ALL_PODS_BUT_ONE(Invariant.REST),
  SKIPS_THE_DRAIN(Invariant.DRAIN),
  APPROVES_WITHOUT_A_LOOK_AT_THE_PODS(Invariant.DRAIN),
  APPROVES_WITHOUT_PRECONDITION(Invariant.SLOT),
  JUDGES_BY_A_CACHE_ALONE(Invariant.DRAIN),
  BELIEVES_A_FAILURE(Invariant.FAILURE),
  BELIEVES_A_TIMEOUT(Invariant.BLAME),
  FREES_A_SLOT_AT_THE_FIRST_READY(Invariant.SUCCESS),
  WATCHES_A_NODE_OVER_A_BREAK(Invariant.SUCCESS),
  RETARGETS_WHAT_A_CACHE_SHOWS(Invariant.WISH),
  RETARGETS_WITHOUT_REVOKING(Invariant.DRAIN),

  // Giving back.
  LIFTS_A_FOREIGN_CORDON(Invariant.CORDON),
  LEAVES_THE_CORDON(Invariant.CORDON),
  FREES_THE_SLOT_BEFORE_THE_CORDON(Invariant.CORDON),
  SKIPS_THE_COMPENSATION(Invariant.REST),
  RESTORES_FROM_A_CACHE(Invariant.DRAIN),
  RESTORES_WITHOUT_REVOKING(Invariant.DRAIN),
  LIFTS_THE_CORDON_BEFORE_IT_REVOKES(Invariant.DRAIN),
  RESTORES_WITHOUT_A_VERDICT(Invariant.ONE_ATTEMPT),

  // The pool's loop and its bookkeeping.
  REMEMBERS_REFUSED_NODES(Invariant.REST),
  ADOPTS_NOBODY(Invariant.SLOT),
  ADOPTS_WITHOUT_HAVING_ASKED(Invariant.SLOT),
  CANCELS_ONLY_WHAT_IT_STARTED(Invariant.CANCEL),
  CANCELS_ONLY_SLOT_HOLDERS(Invariant.CANCEL),
  CANCELS_BY_A_CACHE(Invariant.CANCEL),
  CARRIES_OUT_AN_OLD_ANSWER(Invariant.WISH),
  ANSWERS_WHAT_WAS_TAKEN_BACK(Invariant.WISH),
  DOES_NOT_RETARGET(Invariant.REST);

  /** What must bring it to light. */
  final Invariant caughtBy;

  Slip(Invariant caughtBy) {
    this.caughtBy = caughtBy;
  }
}
