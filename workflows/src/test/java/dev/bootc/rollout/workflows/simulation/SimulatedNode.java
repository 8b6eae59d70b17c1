package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Marks;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Report;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Spec;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node at the API server: its BootcNode, its Node and its pods. */
final class SimulatedNode {
  private static final int MOST_PODS = 2;

  final String name;
  final boolean controlPlane;
  final SimulatedHost host;
  final Witness witness;
  final StagingWitness staging;
  final SimulatedVolumes volumes;
  private final Supplier<Instant> clock;

  private @Nullable BootcNodeObject bootcNode;
  private @Nullable NodeObject node;
  private Instant bootcNodeChanged;
  private Instant keptDownSince = Instant.MIN;
  private Instant skipChanged = Instant.MIN;
  private int lastUid;
  private int lastNodeUid = 1;
  private int pods = MOST_PODS;

  /** A Node that runs image 0 and has no BootcNode yet. */
  SimulatedNode(String name, boolean controlPlane, World world) {
    this.name = name;
    this.controlPlane = controlPlane;
    this.clock = world::now;
    this.host = new SimulatedHost(this);
    this.witness = new Witness(this, world);
    this.staging = new StagingWitness(this, world);
    this.volumes = new SimulatedVolumes(name);
    this.bootcNodeChanged = world.now();
    this.node = NodeObject.registered(1, controlPlane, world.now(), host.bootId());
    this.witness.ready();
  }

  Optional<BootcNodeObject> bootcNode() {
    return Optional.ofNullable(bootcNode);
  }

  Optional<NodeObject> node() {
    return Optional.ofNullable(node);
  }

  boolean holdsSlot() {
    return bootcNode != null && bootcNode.slot() != null;
  }

  boolean isCordoned() {
    return node != null && node.unschedulable();
  }

  /** Whether it carries the mark of a cordon of ours. */
  boolean isMarked() {
    return node != null && node.mark() != null;
  }

  /** Whether all that is left of a slot is its cordon, and that was there at that time. */
  boolean wasStranded(Instant time) {
    return node != null && !holdsSlot() && node.isKeptDown() && !keptDownSince.isAfter(time);
  }

  /** Whether that mark is of the slot it holds. */
  boolean isMarkedForItsSlot() {
    return node != null
        && bootcNode != null
        && bootcNode.slot() != null
        && bootcNode.slot().since().equals(node.mark());
  }

  boolean isReady() {
    return node != null && node.ready();
  }

  /** The agent is a pod, so it comes after the kubelet. */
  boolean hasRegisteredThisBoot() {
    return node != null && node.bootId().equals(host.bootId());
  }

  /** Whether the agent has said what this boot runs. */
  boolean hasReportedThisBoot() {
    return host.isUp()
        && bootcNode != null
        && bootcNode.report() != null
        && bootcNode.report().booted().equals(host.running());
  }

  int pods() {
    return pods;
  }

  Instant bootcNodeChanged() {
    return bootcNodeChanged;
  }

  // ---- BootcNode

  void join(String image) {
    lastUid++;
    staging.asked(false);
    put(BootcNodeObject.created(lastUid, image));
  }

  void deleteBootcNode() {
    if (holdsSlot()) {
      witness.cordon.orphaned();
    }
    bootcNode = null;
    bootcNodeChanged = clock.get();
    witness.forgetsVerdicts();
  }

  /**
   * A write that fails unless {@code from} is the latest.
   *
   * @return what is there now
   */
  BootcNodeObject change(BootcNodeObject from, Spec spec, Marks marks) {
    if (bootcNode == null || from.uid() != bootcNode.uid()) {
      throw new Conflict(name);
    }
    if (from.version() != bootcNode.version()) {
      throw new Conflict(name);
    }
    return put(from.with(spec, marks));
  }

  /**
   * The pool's target, unless it asks for that already; an approval for another image is taken
   * back.
   */
  void retarget(String image, boolean inTurn, boolean tests, boolean revokes) {
    if (bootcNode == null || (tests && bootcNode.spec().desiredImage().equals(image))) {
      return;
    }
    staging.asked(inTurn);
    Spec spec = bootcNode.spec();
    Verdict verdict = bootcNode.marks().verdict();
    boolean succeeded = verdict != null && !verdict.isFailure();
    Marks marks = succeeded ? bootcNode.marks().judged(null) : bootcNode.marks();
    marks = inTurn ? marks.inTurn(clock.get()) : marks;
    put(
        revokes
            ? bootcNode.with(spec.asking(image), revoked(marks, spec.approved()))
            : bootcNode.with(spec.asking(image).approving(spec.approved()), marks));
  }

  /** It is its turn to stage, and nothing else is said yet. */
  Optional<BootcNodeObject> markTurn() {
    return bootcNode().map(seen -> put(seen.with(seen.spec(), seen.marks().inTurn(clock.get()))));
  }

  private Marks revoked(Marks marks, boolean now) {
    return marks.revoking(now ? clock.get() : marks.revoked());
  }

  /** Not everybody may have seen that it is not skipped any more. */
  boolean wasSkippedLately() {
    return !skipChanged.plus(World.LONGEST_LAG).isBefore(clock.get());
  }

  /** A person leaves it out of the rollout of that digest, or takes that back. */
  void skip(@Nullable String digest) {
    if (bootcNode != null) {
      skipChanged = clock.get();
      put(bootcNode.with(bootcNode.spec(), bootcNode.marks().skipping(digest)));
    }
  }

  /** A person takes a failure away, and wants another attempt by that. */
  void tryAgain() {
    if (bootcNode != null && hasFailed()) {
      witness.wantedAgain(bootcNode);
      put(bootcNode.with(bootcNode.spec(), bootcNode.marks().judged(null)));
    }
  }

  boolean hasFailed() {
    Verdict verdict = bootcNode == null ? null : bootcNode.marks().verdict();
    return verdict != null && verdict.isFailure();
  }

  /** The agent's own part of it. */
  void report(Report report) {
    put(Objects.requireNonNull(bootcNode).with(report));
  }

  private BootcNodeObject put(BootcNodeObject after) {
    BootcNodeObject before = bootcNode;
    bootcNode = after;
    bootcNodeChanged = clock.get();
    if (before != null && before.uid() == after.uid()) {
      witness.changed(before, after);
    }
    return after;
  }

  // ---- Node

  /**
   * A write that is done only if what is there is as it must be.
   *
   * @return whether it was done
   */
  boolean patch(Predicate<NodeObject> test, UnaryOperator<NodeObject> change) {
    if (node == null || !test.test(node)) {
      return false;
    }
    NodeObject after = change.apply(node);
    if (after.unschedulable() && !node.unschedulable()) {
      witness.cordon.byUs();
    }
    put(after);
    return true;
  }

  /** As {@code kubectl cordon} and {@code kubectl uncordon} do it. */
  void cordonByHand(boolean cordon) {
    if (node != null) {
      witness.cordon.person(cordon, node.unschedulable());
      put(node.cordoned(cordon));
    }
  }

  /** Somebody wants our cordon to stay, and takes its mark away. */
  void claimCordon() {
    if (node != null && node.unschedulable() && node.mark() != null) {
      witness.cordon.claimed();
      put(node.marked(null));
    }
  }

  /** It registers again as soon as its kubelet gets to it, without the cordon it had. */
  void deleteNode() {
    node = null;
    witness.losesNode();
    witness.cordon.person(false, false);
  }

  /**
   * The Ready condition and the boot ID follow the host.
   *
   * @return what was posted; empty where nothing changed
   */
  String kubeletStep() {
    if (node == null) {
      if (!host.isUp()) {
        return "";
      }
      lastNodeUid++;
      NodeObject registered =
          NodeObject.registered(lastNodeUid, controlPlane, clock.get(), host.bootId());
      put(registered.notReady(clock.get()));
      return "registers again";
    }
    if (!host.kubeletIsUp()) {
      if (node.ready()) {
        put(node.notReady(clock.get()));
        return "is not Ready";
      }
      return "";
    }
    if (node.ready() && node.bootId().equals(host.bootId())) {
      return "";
    }
    put(node.ready(clock.get(), host.bootId()));
    witness.ready();
    return "is Ready";
  }

  private void put(NodeObject after) {
    if (node == null || !node.isKeptDown()) {
      keptDownSince = clock.get();
    }
    node = after;
  }

  // ---- pods

  /** Pods come to where they may. */
  String schedulerStep() {
    if (node == null || node.unschedulable() || !node.ready() || pods >= MOST_PODS) {
      return "";
    }
    pods++;
    volumes.podComes();
    return "gets a pod";
  }

  /** Asks for the eviction of one pod; a disruption budget may refuse the last. */
  void evictOne() {
    witness.evicts();
    if (pods > (host.has(Ailment.UNDRAINABLE) ? 1 : 0)) {
      loseOne();
    }
  }

  private void loseOne() {
    pods--;
    if (pods == 0) {
      volumes.lastPodLeaves(clock.get());
    }
  }

  /** Deletes one pod, which no budget refuses. */
  void deleteOne(DrainSince since) {
    witness.deletes(since);
    if (pods > 0) {
      loseOne();
    }
  }
}
