package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.RevokedApproval;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Marks;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Spec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds slots, gives them back, and writes down how attempts ended. */
final class Releases {
  private final World world;
  private final Engine engine;
  private final SimulatedCordons cordons;

  Releases(World world, Engine engine) {
    this.cordons = new SimulatedCordons(engine);
    this.world = world;
    this.engine = engine;
  }

  /** The node if it holds a slot. The API server has the last word before one counts as gone. */
  Optional<BootcNodeObject> inSlot(Worker worker, String name) {
    return worker
        .bootcNode(name)
        .filter(known -> known.slot() != null && isOfItsNode(worker, name, known))
        .or(() ->
            live(name)
                .filter(object -> object.slot() != null)
                .filter(object -> isOfItsNode(worker, name, object)));
  }

  /** Marks of another Node of the name count for nothing. */
  boolean isOfItsNode(Worker worker, String name, BootcNodeObject object) {
    return engine.slips(Slip.BELIEVES_MARKS_OF_ANOTHER_NODE)
        || worker.node(name).filter(object.marks()::areOf).isPresent()
        || world
            .node(name)
            .flatMap(SimulatedNode::node)
            .filter(live -> !object.marks().areOf(live))
            .isEmpty();
  }

  Optional<BootcNodeObject> live(String name) {
    return world.node(name).flatMap(SimulatedNode::bootcNode);
  }

  /** Leaves the verdict; the slot stays. */
  void record(
      Worker worker, String name, BootcNodeObject known, Verdict.Outcome outcome, String digest) {
    SimulatedNode node = there(name);
    Marks marks = known.marks().judged(verdict(outcome, digest)).failingInSlot(digest);
    worker.remember(name, node.change(known, known.spec(), marks));
  }

  /** Of a node that somebody wants another attempt of; it stays in its slot. */
  Turn takeBack(Worker worker, String name, BootcNodeObject known, Turn done) {
    Marks marks = known.marks().revoking(world.now());
    worker.remember(name, there(name).change(known, known.spec().approving(false), marks));
    return new Turn.Wrote(() -> done);
  }

  /** An approval is taken back before a pod may come; it was the attempt, carried out or not. */
  Turn revoke(Worker worker, String name, BootcNodeObject known, Turn done) {
    boolean kept =
        engine.slips(Slip.RESTORES_WITHOUT_A_VERDICT)
            || (engine.slips(Slip.FORGETS_AN_ATTEMPT_THAT_WAS_CARRIED_OUT)
                && known.state() == NodeState.UP_TO_DATE);
    Verdict.Outcome outcome = kept ? null : Verdict.Outcome.CANCELLED;
    String approved = known.marks().approval().digest();
    String digest = approved == null ? known.spec().desiredDigest() : approved;
    if (engine.slips(Slip.LIFTS_THE_CORDON_BEFORE_IT_REVOKES)
        || engine.slips(Slip.RESTORES_WITHOUT_REVOKING)) {
      return giveBack(worker, name, known, outcome, digest, done);
    }
    Marks marks = known.marks().revoking(world.now());
    Verdict verdict = outcome == null ? marks.verdict() : verdict(outcome, digest);
    BootcNodeObject revoked =
        there(name).change(known, known.spec().approving(false), marks.judged(verdict));
    worker.remember(name, revoked);
    return new Turn.Wrote(() -> giveBackUnlessItGoesDown(worker, name, revoked, null, "", done));
  }

  /** As long as the host may go down for what was approved before, the step is tried again. */
  Turn giveBackUnlessItGoesDown(
      Worker worker,
      String name,
      BootcNodeObject known,
      Verdict.@Nullable Outcome outcome,
      String digest,
      Turn done) {
    boolean mayGoDown =
        Optional.ofNullable(known.marks().revoked())
            .map(at -> new RevokedApproval(at, known.heard(), known.rebooting()))
            .flatMap(revoked -> revoked.mayBeCarriedOut(world.now()))
            .isPresent();
    if (mayGoDown && !engine.slips(Slip.LIFTS_THE_CORDON_OF_A_HOST_THAT_GOES_DOWN)) {
      throw new Conflict(name);
    }
    return giveBack(worker, name, known, outcome, digest, done);
  }

  /**
   * First the cordon, then the mark of the slot with the verdict, and an approval is taken back
   * unless it was a success.
   *
   * @param outcome absent where there is nothing to say
   * @param done what is answered at the end
   */
  Turn giveBack(
      Worker worker,
      String name,
      BootcNodeObject known,
      Verdict.@Nullable Outcome outcome,
      String digest,
      Turn done) {
    if (engine.slips(Slip.FREES_THE_SLOT_BEFORE_THE_CORDON)) {
      free(worker, name, known, outcome, digest);
      return new Turn.Wrote(() -> cordons.lift(there(name), known, lifted -> done));
    }
    if (engine.slips(Slip.LEAVES_THE_CORDON)) {
      free(worker, name, known, outcome, digest);
      return new Turn.Wrote(() -> done);
    }
    return cordons.lift(
        there(name),
        known,
        lifted ->
            new Turn.Wrote(() -> {
              free(worker, name, known, outcome, digest);
              return new Turn.Wrote(() -> forget(name, lifted, done));
            }));
  }

  /** Of a cordon that somebody had lifted the mark is left. */
  private Turn forget(String name, Optional<NodeObject> lifted, Turn done) {
    if (lifted.isEmpty()) {
      return done;
    }
    world.node(name).ifPresent(node -> SimulatedCordons.liftOrphan(node, lifted.get()));
    return new Turn.Wrote(() -> done);
  }

  private void free(
      Worker worker,
      String name,
      BootcNodeObject known,
      Verdict.@Nullable Outcome outcome,
      String digest) {
    boolean keepsApproval =
        outcome == Verdict.Outcome.UPDATED
            ? engine.slips(Slip.LEAVES_THE_APPROVAL)
            : engine.slips(Slip.RESTORES_WITHOUT_REVOKING);
    Spec spec = keepsApproval ? known.spec() : known.spec().approving(false);
    Marks marks = known.marks().holding(null).approving(Witness.NO_APPROVAL);
    Verdict verdict = outcome == null ? marks.verdict() : verdict(outcome, digest);
    worker.remember(name, there(name).change(known, spec, marks.judged(verdict)));
  }

  private Verdict verdict(Verdict.Outcome outcome, String digest) {
    return new Verdict(outcome, digest, 1, world.now().toString(), "as simulated");
  }

  private SimulatedNode there(String name) {
    return world.node(name).orElseThrow(() -> new Conflict(name));
  }
}
