package dev.bootc.rollout.workflows.simulation;

import java.util.function.Supplier;

/** What must be true of the cluster after every step, whatever anybody has seen of it. */
enum Invariant {
  BUDGET("never more nodes unavailable because of us than the budget"),
  CAP("never more nodes of all pools in slots than the operator lets"),
  CONTROL_PLANE("control-plane nodes one at a time"),
  HALT("what failed on too many nodes is tried on no other"),
  SLOT("a slot only for a node that may have one, and never without an update"),
  CORDON("a cordon of ours only in a slot, and afterwards as it was"),
  EVICTION("no pod is evicted for nothing"),
  DEADLINE("a drain ends in its time, which does not begin anew"),
  PREFLIGHT("a node that can never be drained is left out where its pool wants that"),
  TIMEOUT("what becomes of a drain that takes too long is what its pool says"),
  VOLUMES(
      "no reboot while volumes are attached, where the pool waits for them and their time is not over"),
  DRAIN("no reboot without a slot, a drain and an approval"),
  ONE_ATTEMPT("one attempt for a node and a digest"),
  SUCCESS("success only where it is true"),
  GATE(
      "a slot is taken and freed only once its gates hold, and nothing goes on where they cannot be asked"),
  FAILURE("failure only where it is true, and then the slot is kept"),
  BLAME("a verdict names the digest that was tried"),
  ZONE("never nodes of two zones down together, where the pool says so"),
  ORDER("no node before those that the pool wants to go first"),
  STEP("no node before the steps that go before it are done"),
  DEPENDS("no node before the pools that its pool depends on"),
  WINDOW("no node is started that would not end inside a window"),
  APPROVAL("no node goes down for an image that somebody has to approve and nobody has"),
  AGE("no node goes down for an image that is younger than its pool wants"),
  SKIP("a node that somebody leaves out is not touched, and gets back what was taken"),
  STAGING("no more nodes are given an image to stage at a time than the pool lets"),
  UNDO(
      "what failed or was called bad is undone, not begun again unasked, and nobody is set back in vain"),
  WISH("nothing is done that the user has taken back"),
  CANCEL("a cancel reaches every node in flight"),
  PLAN("a plan accounts for every node, and says the same once it is carried out"),
  ANSWER("where nothing happens, something is said to be in the way"),
  REST("at rest a rollout is done, or names the reason");

  private final String text;

  Invariant(String text) {
    this.text = text;
  }

  /**
   * Fails unless {@code holds}.
   *
   * @param what what is seen instead
   */
  void check(boolean holds, String what) {
    if (!holds) {
      throw new Violation(this, what);
    }
  }

  /** The same, with words that are found only where they are needed. */
  void check(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw new Violation(this, what.get());
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
