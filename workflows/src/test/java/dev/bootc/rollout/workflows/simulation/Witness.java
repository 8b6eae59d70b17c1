package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.DrainSince;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.SeenNode.Approval;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows what really happened to a node, and looks at every write to it. Written from what must not
 * happen to a cluster, not from how it is avoided.
 */
final class Witness {
  static final Approval NO_APPROVAL = Approval.NONE;

  private final SimulatedNode node;
  private final World world;
  private final Map<String, Integer> reboots = new HashMap<>();

  final CordonWitness cordon;
  private int lastReadyBoot;
  private Instant firstReadyInBoot = Instant.MIN;
  private Instant lastReady = Instant.MIN;
  private int bootsAtApproval;
  private @Nullable Instant approvedAt;
  private final Set<String> approvedInSlot = new HashSet<>();
  private @Nullable Instant skippedSince;
  private final Set<String> askedInSlot = new HashSet<>();
  private boolean cancelled;
  private boolean wantedAgainInSlot;
  private boolean wentDownByItself;
  private boolean forged;
  private boolean neededNoDrain;
  private boolean nodeWasGone;
  private @Nullable Instant lostAt;
  private boolean nobodyKnowsThatItReboots;
  private @Nullable Instant notToGoDownSince;
  private @Nullable GateAnswer gateSaid;
  private @Nullable Instant gateSaidNoAt;
  private boolean askedSinceWantedAgain;

  Witness(SimulatedNode node, World world) {
    this.node = node;
    this.world = world;
    this.cordon = new CordonWitness(node, world);
  }

  /** Whoever deletes the BootcNode wants everything tried anew. */
  void forgetsVerdicts() {
    reboots.clear();
    nobodyKnowsThatItReboots = true;
  }

  /**
   * Somebody wants it tried again; where it failed at what is approved, that has to be taken back
   * first. What is taken away of an attempt at another image says nothing about the present one.
   */
  void wantedAgain(BootcNodeObject seen) {
    reboots.clear();
    wantedAgainInSlot = seen.slot() != null && seen.spec().approved() && seen.failedAtDesired();
    askedSinceWantedAgain = false;
  }

  /** What came of asking its gate. */
  void gateSays(GateAnswer answer) {
    gateSaid = answer;
    askedSinceWantedAgain = true;
    if (answer instanceof GateAnswer.SaysNo && gateSaidNoAt == null) {
      gateSaidNoAt = world.now();
    }
  }

  /** Somebody told its update to end. */
  void cancelled() {
    cancelled = true;
  }

  /** Somebody has answered in the place of a wait: what was taken may be given back. */
  void forged() {
    forged = true;
  }

  /** Somebody saw no need to drain it, by a view that may be old. */
  void needsNoDrain() {
    neededNoDrain = true;
  }

  void isDrained() {
    neededNoDrain = false;
  }

  /** Its Node was deleted. */
  void losesNode() {
    nodeWasGone = true;
    lostAt = world.now();
  }

  /** A cache may show it Ready since before that. */
  void goesDownByItself() {
    wentDownByItself = true;
  }

  /** The kubelet has said Ready in this boot. */
  void ready() {
    lastReady = world.now();
    if (lastReadyBoot != node.host.boots()) {
      firstReadyInBoot = lastReady;
    }
    lastReadyBoot = node.host.boots();
  }

  void changed(BootcNodeObject before, BootcNodeObject after) {
    if (!after.isSkipped()) {
      skippedSince = null;
    } else if (skippedSince == null) {
      skippedSince = world.now();
    }
    if (before.slot() == null && after.slot() != null) {
      takes(before);
      Invariant.CORDON.check(
          node.isCordoned() || !after.slot().wasCordoned(),
          node.name + " was not cordoned, and its slot says so");
    }
    if (!before.spec().approved() && after.spec().approved()) {
      approves(after);
    }
    checkApprovalStands(before, after);
    Verdict verdict = after.marks().verdict();
    if (verdict != null && !verdict.equals(before.marks().verdict())) {
      judges(before, verdict);
    }
    if (before.slot() != null && after.slot() == null) {
      frees(before, after);
    }
    boolean heardByItsGate = isHeardByItsGate(before, after);
    Invariant.WISH.check(
        !heardByItsGate || askedSinceWantedAgain,
        node.name + " is tried again, and its gate was not asked again");
    if (after.slot() == null || !after.spec().approved() || heardByItsGate) {
      wantedAgainInSlot = false;
    }
    if (after.state() == NodeState.STAGED) {
      notToGoDownSince = null;
    } else if (notToGoDownSince == null) {
      notToGoDownSince = world.now();
    }
    checkDeadlineStands(before.slot(), after.slot());
    checkGateTimeStands(before.marks().gate(), after.marks().gate());
    if (after.slot() != null) {
      askedInSlot.add(after.spec().desiredDigest());
    }
  }

  /** A node that is up is asked about again, and not rebooted again. */
  private boolean isHeardByItsGate(BootcNodeObject before, BootcNodeObject after) {
    GateMark mark = after.marks().gate();
    return before.marks().failedInSlot() != null
        && after.marks().failedInSlot() == null
        && mark != null
        && !mark.equals(before.marks().gate());
  }

  /** It is given once, and taken back by a cancellation or another image only. */
  private void checkApprovalStands(BootcNodeObject before, BootcNodeObject after) {
    boolean same = before.spec().desiredImage().equals(after.spec().desiredImage());
    if (!before.spec().approved() || !same || after.slot() == null) {
      return;
    }
    Invariant.ONE_ATTEMPT.check(
        !after.spec().approved() || before.marks().approval().equals(after.marks().approval()),
        node.name + " is approved a second time");
    Invariant.WISH.check(
        after.spec().approved() || cancelled || wantedAgainInSlot,
        node.name + " is not to reboot any more, and nobody has taken that back");
  }

  private void mustNotBeSkipped(String what) {
    Invariant.SKIP.check(
        skippedSince == null || !skippedSince.isBefore(world.now().minus(World.LONGEST_LAG)),
        node.name + " " + what + ", and is skipped since " + skippedSince);
  }

  private void takes(BootcNodeObject before) {
    mustNotBeSkipped("gets a slot");
    Invariant.SLOT.check(
        before.state() == NodeState.STAGED,
        node.name + " gets a slot and is " + before.state() + ", not staged");
    Invariant.ONE_ATTEMPT.check(
        !before.failedAtDesired(), node.name + " gets a slot and had its attempt");
    world.mustAskFor(before.spec().desiredDigest(), "a slot is taken on " + node.name);
    world.mustBeApproved(before.spec().desiredDigest(), "a slot is taken on " + node.name);
    world.mustBeOld(before.spec().desiredDigest(), "a slot is taken on " + node.name);
    world.mustNotBePaused("a slot is taken on " + node.name);
    world.mustBeInAWindow("a slot is taken on " + node.name);
    world.mustNotAwaitAnother(before.spec().desiredDigest(), "a slot is taken on " + node.name);
    world.mustNotBeUndone(node, before.spec().desiredDigest());
    Invariant.PREFLIGHT.check(
        world.pool().drain().onPreflight() != DrainPreflight.SKIP
            || !node.host.has(Ailment.UNDRAINABLE),
        node.name + " gets a slot and can never be drained");
    world.mustPassItsGate(node, before.spec().desiredDigest());
    world.marked(node.name);
    nodeWasGone = node.node().isEmpty();
    approvedInSlot.clear();
    askedInSlot.clear();
    approvedAt = null;
    cancelled = false;
    forged = false;
    neededNoDrain = false;
    wentDownByItself = false;
    gateSaid = null;
    gateSaidNoAt = null;
    cordon.taken();
  }

  private void approves(BootcNodeObject after) {
    String digest = after.spec().desiredDigest();
    mustNotBeSkipped("is approved");
    Invariant.DRAIN.check(after.slot() != null, node.name + " is approved without a slot");
    Invariant.DRAIN.check(
        node.pods() == 0 || cordon.wasLiftedLately(),
        node.name + " is approved with " + node.pods() + " pods");
    Invariant.DRAIN.check(
        node.isCordoned() || cordon.wasLiftedLately(), node.name + " is approved and not cordoned");
    mustHaveLetVolumesGo("is approved");
    Invariant.SLOT.check(
        after.spec().desiredDigest().equals(after.marks().approval().digest()),
        node.name + " is approved for something else than it is asked for");
    Invariant.ONE_ATTEMPT.check(
        !after.failedAtDesired(), node.name + " is approved again for what it failed at");
    world.mustAskFor(digest, "the reboot of " + node.name + " is approved");
    world.mustBeApproved(digest, "the reboot of " + node.name + " is approved");
    world.mustBeOld(digest, "the reboot of " + node.name + " is approved");
    wantedAgainInSlot = false;
    approvedInSlot.add(digest);
    approvedAt = world.now();
    bootsAtApproval = node.host.boots();
  }

  /**
   * The drain waits for volumes, and the approval looks at pods only. So the wait is cut short
   * where the drain was answered by a stranger, or seemed not to be needed to somebody whose view
   * was old: volumes are waited for out of courtesy, and nobody's data hangs on it.
   */
  private void mustHaveLetVolumesGo(String what) {
    Duration longest = world.pool().drain().volumesDetach();
    Invariant.VOLUMES.check(
        longest == null
            || forged
            || neededNoDrain
            || cordon.wasLifted()
            || node.volumes.letGo(longest, world.now()),
        node.name + " " + what + " with volumes that are attached");
  }

  private void judges(BootcNodeObject before, Verdict verdict) {
    String what = node.name + " is " + verdict.outcome() + " at " + verdict.digest();
    switch (verdict.outcome()) {
      case UPDATED -> {
        Invariant.SUCCESS.check(
            mayBeOfBefore() || node.host.running().equals(verdict.digest()),
            what + ", and runs " + node.host.running());
        Invariant.SUCCESS.check(
            mayBeOfBefore() || (node.host.isUp() && lastReadyBoot == node.host.boots()),
            what + ", and was not Ready since it booted");
        checkReadyForLong(what);
        Invariant.GATE.check(
            world.pool().wish(world.now()).gates().isEmpty()
                || gateSaid instanceof GateAnswer.Passes,
            what + ", and its gate: " + gateSaid);
      }
      case DRAIN_TIMED_OUT -> {
        Invariant.BLAME.check(
            askedInSlot.contains(verdict.digest()), what + ", which it was not asked for");
        Invariant.TIMEOUT.check(
            world.pool().drain().givesUpAfter().isPresent(),
            what + ", and the pool wants no drain given up");
      }
      case NOT_BACK -> {
        blames(verdict, what);
        Instant due = approvedAt == null ? world.now() : approvedAt.plus(PoolSpec.REBOOT_TIMEOUT);
        Invariant.FAILURE.check(!world.now().isBefore(due), what + " before its time is over");
      }
      case WRONG_IMAGE -> {
        blames(verdict, what);
        Invariant.FAILURE.check(
            !node.host.bootId().equals(before.marks().approval().bootIdBefore())
                && !node.host.running().equals(verdict.digest()),
            what + ", which is not so");
      }
      case AGENT_DEGRADED -> blames(verdict, what);
      case GATE_FAILED -> {
        blames(verdict, what);
        Instant due =
            gateSaidNoAt == null ? Instant.MAX : gateSaidNoAt.plus(Gatekeeper.GATE.timeout());
        Invariant.FAILURE.check(
            !world.now().isBefore(due), what + ", and its gate says no since " + gateSaidNoAt);
      }
      case CANCELLED -> {
        blames(verdict, what);
        Invariant.FAILURE.check(cancelled, what + ", and nobody cancelled it");
      }
      case ROLLED_BACK_BY_HOST -> Invariant.FAILURE.check(false, what + ", which is never written");
    }
    Invariant.SLOT.check(before.slot() != null, what + ", and holds no slot");
  }

  /**
   * Its agent has said nothing since it went down by itself, or a cache shows a Node that is gone.
   */
  private boolean mayBeOfBefore() {
    boolean lately = lostAt != null && lostAt.plus(World.LONGEST_LAG).isAfter(world.now());
    return node.host.wentDownUnnoticed() || (wentDownByItself && lately);
  }

  /** A break that is younger than the lag of a watch may not have been seen. */
  private void checkReadyForLong(String what) {
    if (wentDownByItself) {
      return;
    }
    Instant enough = world.now().minus(world.pool().minReady());
    boolean mayBeUnseen = lastReady.plus(World.LONGEST_LAG).isAfter(world.now());
    Invariant.SUCCESS.check(
        !firstReadyInBoot.isAfter(enough) && (mayBeUnseen || !lastReady.isAfter(enough)),
        what + ", and is Ready only since " + lastReady);
  }

  private void blames(Verdict verdict, String what) {
    Invariant.WISH.check(
        !wantedAgainInSlot || cancelled, what + ", and somebody wants another attempt");
    Invariant.BLAME.check(
        approvedInSlot.contains(verdict.digest()),
        what + ", which was never approved in this slot");
  }

  private void frees(BootcNodeObject before, BootcNodeObject after) {
    Invariant.DRAIN.check(!after.spec().approved(), node.name + " is left approved without a slot");
    Verdict verdict = after.marks().verdict();
    boolean ended =
        verdict != null
            && !verdict.equals(before.marks().verdict())
            && (verdict.outcome() == Verdict.Outcome.UPDATED
                || verdict.outcome() == Verdict.Outcome.DRAIN_TIMED_OUT);
    boolean givenBack = !world.isCounted(node.name) || isDrainedInVainForAnother(before);
    world.counted(node.name);
    Invariant.FAILURE.check(
        cancelled || ended || givenBack || forged || hasNothingToGiveBack(before),
        node.name + " loses its slot, and neither succeeded nor was cancelled");
    cordon.freed();
  }

  /** Of a Node that was gone in the meantime nothing is to be said. */
  private boolean hasNothingToGiveBack(BootcNodeObject before) {
    return nodeWasGone && !before.spec().approved();
  }

  /** What its drain took too long for is not asked for any more. */
  private boolean isDrainedInVainForAnother(BootcNodeObject before) {
    return !before.spec().approved() && askedInSlot.size() > 1;
  }

  /** Until it goes down no pod may come to a node that may reboot. */
  void checkApproved() {
    boolean mayReboot =
        node.bootcNode()
            .filter(object -> object.slot() != null && object.spec().approved())
            .filter(object -> object.state() != NodeState.UP_TO_DATE)
            .isPresent();
    Invariant.DRAIN.check(
        !mayReboot
            || node.isCordoned()
            || cordon.wasLifted()
            || node.node().isEmpty()
            || node.host.boots() != bootsAtApproval,
        node.name + " may reboot, and its cordon was lifted");
  }

  private void checkGateTimeStands(@Nullable GateMark before, @Nullable GateMark after) {
    Invariant.DEADLINE.check(
        before == null
            || after == null
            || before.state() != after.state()
            || !before.digest().equals(after.digest())
            || before.since().equals(after.since()),
        node.name + " gets more time for its gate");
  }

  private void checkDeadlineStands(
      BootcNodeObject.@Nullable Slot before, BootcNodeObject.@Nullable Slot after) {
    Invariant.DEADLINE.check(
        before == null
            || after == null
            || before.drain().equals(after.drain())
            || !before.drain().digest().equals(after.drain().digest()),
        node.name + " gets more time for the drain that it is in");
  }

  /** A pod of it is asked to leave. */
  void evicts() {
    Invariant.EVICTION.check(
        node.isCordoned() || node.node().isEmpty() || cordon.wasLiftedLately(),
        node.name + " is emptied, and open to pods");
    Invariant.EVICTION.check(
        notToGoDownSince == null || notToGoDownSince.plus(World.LONGEST_LAG).isAfter(world.now()),
        node.name + " is emptied, and does not go down");
  }

  /** It is waited on. */
  void drainsOn(DrainSince since) {
    Invariant.DEADLINE.check(
        world.pool().drain().givesUpAfter().isEmpty()
            || !world.now().isAfter(since.at().plus(PoolSpec.DRAIN_TIMEOUT)),
        node.name + " is drained since " + since.at());
  }

  /** A pod of it has to leave, whatever its budget says. */
  void deletes(DrainSince since) {
    evicts();
    Invariant.TIMEOUT.check(
        world.pool().drain().timeoutAction() == DrainTimeoutAction.FORCE
            && world.now().isAfter(since.at().plus(PoolSpec.DRAIN_TIMEOUT)),
        node.name + " loses a pod by force, and is drained since " + since.at());
  }

  /** The host is about to go down because of us. */
  void reboots() {
    nobodyKnowsThatItReboots = false;
    BootcNodeObject object = node.bootcNode().orElseThrow();
    String digest = object.spec().desiredDigest();
    Invariant.DRAIN.check(object.slot() != null, node.name + " reboots without a slot");
    Invariant.DRAIN.check(
        node.pods() == 0 || cordon.wasLifted(),
        node.name + " reboots with " + node.pods() + " pods");
    mustHaveLetVolumesGo("reboots");
    Invariant.DRAIN.check(
        approvedInSlot.contains(digest), node.name + " reboots into what was not approved");
    Invariant.ONE_ATTEMPT.check(
        reboots.merge(world.edit() + digest, 1, Integer::sum) == 1,
        node.name + " reboots again for " + digest + " of edit " + world.edit());
  }

  /** A moment later, and nobody can take that back. */
  void goesDown() {
    Invariant.DRAIN.check(
        node.pods() == 0 || cordon.wasLifted() || nobodyKnowsThatItReboots,
        node.name + " goes down with " + node.pods() + " pods that came meanwhile");
  }
}
