package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workflow of a node's update: the real states, each asking its activity. An activity runs in
 * one worker, one request at a time; it may die after any of them, and is then asked again.
 */
final class NodeRun {

  /** What it needs of the cluster. */
  record Surroundings(
      World world,
      Engine engine,
      SimulatedSteps steps,
      SimulatedWaits waits,
      Supplier<Worker> anyWorker,
      Consumer<Transition> walked) {}

  private final String node;
  private final Surroundings around;
  private NodeUpdate state;
  private @Nullable Worker worker;
  private @Nullable Supplier<Turn> activity;
  private Instant asked;
  private int tries;
  private int stalledFor;
  private boolean losesNextAnswer;
  private boolean cancelled;
  private boolean restoring;
  private boolean restored;
  private boolean unplanned;

  NodeRun(String node, @Nullable String slotFor, Surroundings around) {
    this.node = node;
    this.around = around;
    this.state = NodeUpdate.begin(slotFor);
    this.asked = around.world().now();
  }

  boolean isOver() {
    return restored || state instanceof NodeUpdate.Over;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Whether it may take a slot yet that it does not hold. */
  boolean mayTakeSlot() {
    return state instanceof NodeUpdate.TakeSlot take && take.slotFor() != null;
  }

  boolean isPastItsSlot() {
    return !(state instanceof NodeUpdate.TakeSlot) && !cancelled;
  }

  boolean mayTakeSlotFor(String image) {
    return state instanceof NodeUpdate.TakeSlot take && image.equals(take.slotFor());
  }

  /** How it ended by itself; empty where somebody else ended it. */
  Optional<NodeUpdateResult.Outcome> outcome() {
    return state instanceof NodeUpdate.Over(NodeUpdateResult result)
        ? Optional.of(result.outcome())
        : Optional.empty();
  }

  /**
   * One request more.
   *
   * @return what became of it; empty where there is nothing to tell
   */
  String advance() {
    if (stalledFor > 0) {
      stalledFor--;
      return "";
    }
    if (cancelled && !restoring && (activity == null || isWait())) {
      restoring = true;
      activity = null;
      around.world().node(node).ifPresent(there -> there.witness.cancelled());
    }
    if (activity == null) {
      tries++;
      worker = around.anyWorker().get();
      activity = question(worker);
    }
    boolean hadSlot = holdsSlot();
    try {
      Turn turn = activity.get();
      if (!hadSlot && holdsSlot()) {
        mustBeFor(state instanceof NodeUpdate.TakeSlot take ? take.slotFor() : null);
      }
      return take(turn);
    } catch (Conflict conflict) {
      activity = null;
      return "meets a conflict";
    }
  }

  private boolean holdsSlot() {
    return around.world().node(node).filter(SimulatedNode::holdsSlot).isPresent();
  }

  private void mustBeFor(@Nullable String slotFor) {
    String desired =
        around
            .world()
            .node(node)
            .flatMap(SimulatedNode::bootcNode)
            .map(object -> object.spec().desiredImage())
            .orElse("");
    Invariant.WISH.check(
        desired.equals(slotFor), node + " takes a slot for " + desired + ", and had " + slotFor);
  }

  private String take(Turn turn) {
    return switch (turn) {
      case Turn.Wrote(Supplier<Turn> rest) -> {
        activity = rest;
        yield "";
      }
      case Turn.Waits waits -> "";
      case Turn.Answers(NodeAnswer answer) -> {
        activity = null;
        yield losesNextAnswer ? lose() : goOn(answer);
      }
    };
  }

  private String lose() {
    losesNextAnswer = false;
    return "loses an answer";
  }

  private String goOn(@Nullable NodeAnswer answer) {
    if (restoring) {
      restored = true;
      return "is restored";
    }
    NodeUpdate next = around.engine().transition().after(state, answer);
    Transition walked = Transition.of(state, answer, next);
    around.walked().accept(walked);
    state = next;
    tries = 0;
    asked = around.world().now();
    return walked.from() + " -> " + walked.to();
  }

  private Supplier<Turn> question(Worker asks) {
    SimulatedSteps steps = around.steps();
    SimulatedWaits waits = around.waits();
    if (restoring) {
      return () -> steps.restore(asks, node);
    }
    return switch (state) {
      case NodeUpdate.TakeSlot s -> () -> steps.takeSlot(asks, node, s.slotFor());
      case NodeUpdate.Drain s -> waits.drain(asks, node, asked);
      case NodeUpdate.Approve s -> () -> steps.approveReboot(asks, node);
      case NodeUpdate.AwaitStaged s -> () -> waits.awaitStaged(asks, node);
      case NodeUpdate.AwaitUpdate s -> waits.awaitUpdate(asks, node, tries == 1 ? s.digest() : "");
      case NodeUpdate.RecordFailure s ->
          () -> steps.recordFailure(asks, node, s.verdict(), s.digest());
      case NodeUpdate.AwaitRecovery s -> waits.awaitRecovery(asks, node);
      case NodeUpdate.Release s -> () -> steps.release(asks, node, s.verdict(), s.digest());
      case NodeUpdate.Over s -> () -> new Turn.Answers(null);
    };
  }

  /** Waits notice a cancellation at once, short steps come to their end. */
  private boolean isWait() {
    return switch (state) {
      case NodeUpdate.Drain s -> true;
      case NodeUpdate.AwaitStaged s -> true;
      case NodeUpdate.AwaitUpdate s -> true;
      case NodeUpdate.AwaitRecovery s -> true;
      case NodeUpdate.TakeSlot s -> false;
      case NodeUpdate.Approve s -> false;
      case NodeUpdate.RecordFailure s -> false;
      case NodeUpdate.Release s -> false;
      case NodeUpdate.Over s -> false;
    };
  }

  // ---- what goes wrong

  /** Somebody has started it whom the rollout does not know. */
  void isUnplanned() {
    unplanned = true;
  }

  boolean wasUnplanned() {
    return unplanned;
  }

  /** Somebody answers in the place of whoever carries out its activity. */
  void takeForgedAnswer(Random random) {
    if (!restoring && !cancelled) {
      Forgery.of(state, random)
          .ifPresent(forged -> {
            activity = null;
            around.world().node(node).ifPresent(there -> there.witness.forged());
            around.world().tell(node, "is answered by a stranger, and " + goOn(forged));
          });
    }
  }

  void cancel() {
    cancelled = true;
    around.world().node(node).ifPresent(there -> there.witness.cancelled());
  }

  /** Its worker has died in the middle of an activity. */
  void crash() {
    activity = null;
  }

  /** Its worker has died: for so many turns nothing happens, until another one takes over. */
  void stall(int turns) {
    stalledFor = turns;
  }

  void loseNextAnswer() {
    losesNextAnswer = true;
  }

  void crashWith(Worker dead) {
    if (dead.equals(worker)) {
      activity = null;
    }
  }
}
