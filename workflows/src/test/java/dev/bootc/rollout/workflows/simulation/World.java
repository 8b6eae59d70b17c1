package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.UndoWord;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.OverallCap;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Surroundings;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is really there: the pool, its nodes, and the clock. */
final class World {
  /** A cache that is further behind than this has lost its watch, and its worker says so. */
  static final Duration LONGEST_LAG = Duration.ofSeconds(9);

  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
  private final BiConsumer<String, String> story;
  private Instant now = BEGIN;
  private PoolSpec pool;
  private final Map<String, Instant> askedUntil = new HashMap<>();
  private final Map<String, Instant> approvedUntil = new HashMap<>();

  /** Until when nodes went back to it. */
  private final Map<String, Instant> wayBackUntil = new HashMap<>();

  private final Map<String, Instant> left = new HashMap<>();

  /** Nodes whose slot was marked, and nobody has counted it yet. */
  private final Set<String> uncounted = new HashSet<>();

  /** When whoever marked a slot last saw no objection. */
  private final Map<String, Instant> wentOn = new HashMap<>();

  /** As {@code status.rollout} keeps it. */
  private @Nullable Pause pauseBySignal;

  /** Since when the pool is paused in either way; absent while it is not. */
  private @Nullable Instant pausedSince;

  /** Since when the status says that the rollout is cancelled; absent since the latest edit. */
  private @Nullable Instant cancelledSince;

  private final UndoneDigests undone = new UndoneDigests();

  private OtherPool otherPool = new OtherPool(null);

  private int joined;
  private int edits;
  private int newest = 1;
  private boolean peace;

  /**
   * An empty pool.
   *
   * @param story is told who does what
   */
  World(MaxUnavailable maxUnavailable, Duration minReady, BiConsumer<String, String> story) {
    this.pool = new PoolSpec(1, 1, maxUnavailable, minReady, null, false, PoolOptions.NONE);
    this.story = story;
    this.peace = minReady.isZero();
  }

  void tell(String who, String what) {
    if (!what.isEmpty()) {
      story.accept(who, what);
    }
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Collection<SimulatedNode> nodes() {
    return nodes.values();
  }

  List<String> names() {
    return new ArrayList<>(nodes.keySet());
  }

  Optional<SimulatedNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  List<SimulatedNode> slotHolders() {
    return nodes.values().stream().filter(SimulatedNode::holdsSlot).toList();
  }

  /**
   * A node of the control plane that belongs to another pool, which takes it down now and then as
   * long as there is no peace.
   *
   * @param stranded as they are seen by whoever asks
   * @param outside nodes of the control plane that have no BootcNode, as they are seen, too
   * @param cap what all pools share, as it is seen
   */
  Surroundings surroundings(
      Set<String> stranded, List<Neighbour> outside, @Nullable OverallCap cap) {
    boolean inFlight = !peace && now.getEpochSecond() / 15 % 4 == 0;
    List<Neighbour> neighbours = new ArrayList<>(outside);
    neighbours.add(new Neighbour("neighbour", true, inFlight, Readiness.READY));
    return new Surroundings(
        neighbours,
        List.of(),
        Map.of(),
        stranded,
        isAwaitingAnother() ? List.of("pool other, which is not up to date") : List.of(),
        cap,
        false);
  }

  /** From the beginning. */
  void share(MaxUnavailable limit) {
    otherPool = new OtherPool(limit);
  }

  OtherPool otherPool() {
    return otherPool;
  }

  /** Everybody knows that at once, and by the same clock. */
  private boolean isAwaitingAnother() {
    return pool.options().depends() && !peace && now.getEpochSecond() / 40 % 2 == 0;
  }

  void mustNotAwaitAnother(String digest, String what) {
    Invariant.DEPENDS.check(
        !isAwaitingAnother() || pool.wayBack().isPresent() || wasTheWayBackLately(digest),
        what + ", and another pool is not up to date");
  }

  /** Fails where nodes are judged before their slots, and that one is not let through. */
  void mustPassItsGate(SimulatedNode node, String digest) {
    Invariant.GATE.check(
        pool.gateBefore().isEmpty()
            || node.host.gate() instanceof GateAnswer.Passes
            || wasTheWayBackLately(digest),
        node.name + " gets a slot, and its gate: " + node.host.gate());
  }

  /** Not everybody may have seen yet that the pool goes back to it no more. */
  private boolean wasTheWayBackLately(String digest) {
    return !wayBackUntil.getOrDefault(digest, Instant.MIN).isBefore(now.minus(LONGEST_LAG));
  }

  /** Other pools are at rest from now on. */
  void makePeace() {
    peace = true;
    otherPool.freeAll();
  }

  SimulatedNode join(boolean controlPlane) {
    joined++;
    String name = String.format(Locale.ROOT, controlPlane ? "control-%02d" : "worker-%02d", joined);
    SimulatedNode node = new SimulatedNode(name, controlPlane, this);
    nodes.put(name, node);
    node.join(pool.wanted());
    tell(name, "joins");
    return node;
  }

  /** One that left matches again. */
  void comeBack(SimulatedNode node) {
    nodes.put(node.name, node);
    node.join(pool.wanted());
    tell(node.name, "comes back");
  }

  /** The operator has let it go. */
  void leave(SimulatedNode node) {
    node.witness.cordon.check();
    nodes.remove(node.name);
    left.put(node.name, now);
    tell(node.name, "leaves");
  }

  /** Of a node that has left. */
  Instant leftAt(String node) {
    return left.getOrDefault(node, now);
  }

  PoolSpec pool() {
    return pool;
  }

  @Nullable Pause pauseBySignal() {
    return pauseBySignal;
  }

  void pauseBySignal(@Nullable Pause pause) {
    pauseBySignal = pause;
    pausedOrNot();
  }

  private void pausedOrNot() {
    if (pool.pause() == null && pauseBySignal == null) {
      pausedSince = null;
    } else if (pausedSince == null) {
      pausedSince = now;
    }
  }

  void marked(String node) {
    uncounted.add(node);
  }

  /** It has its slot, or holds none. */
  void counted(String node) {
    uncounted.remove(node);
  }

  /** Whoever has marked it saw no objection at this moment. */
  void goesOn(String node) {
    counted(node);
    wentOn.put(node, now);
  }

  /** When the latest of them went on with its slot, so that all who were down before were seen. */
  Optional<Instant> latestToGoOn(Stream<SimulatedNode> holders) {
    return holders
        .flatMap(node -> Optional.ofNullable(wentOn.get(node.name)).stream())
        .max(Instant::compareTo);
  }

  boolean isCounted(String node) {
    return !uncounted.contains(node);
  }

  /** Fails where the pool has been paused for longer than anybody may not have seen. */
  void mustNotBePaused(String what) {
    Invariant.WISH.check(
        pausedSince == null || !pausedSince.isBefore(now.minus(LONGEST_LAG)),
        what + ", and the pool is paused since " + pausedSince);
  }

  /** One reboot of a node into an image is allowed for each. */
  String edit() {
    return "edit " + edits + " ";
  }

  /** The pool asks for an image that nobody has seen before. */
  void editForth() {
    newest++;
    edit(newest);
  }

  void edit(int image) {
    takenBack(pool.wanted());
    wantedAfterAll();
    undone.forget();
    edits++;
    edited(pool.with(pool.options().anotherTarget(now)).with(image), "asks for image " + image);
  }

  void edit(MaxUnavailable limit) {
    edited(pool.with(limit), "maxUnavailable " + limit);
  }

  void edit(DrainPolicy policy) {
    String looks = policy.onPreflight() == null ? "" : ", onPreflight " + policy.onPreflight();
    Duration longest = policy.volumesDetach();
    String waits = longest == null ? "" : ", volumesDetachSeconds " + longest.toSeconds();
    edited(pool.with(policy), "drain timeoutAction " + policy.timeoutAction() + looks + waits);
  }

  void pauseByField(boolean paused) {
    edited(
        pool.with(paused ? new Pause("spec.rollout.paused", "", now) : null),
        paused ? "is paused by its field" : "is not paused by its field");
  }

  /** A person approves, takes that back, or leaves it to the pool. */
  void approval(@Nullable ManualApproval approval) {
    edited(
        pool.approving(approval),
        approval == null
            ? "needs nobody's approval"
            : "has approved " + Objects.requireNonNullElse(approval.digest(), "nothing"));
  }

  /** Fails where nobody has approved it, or that was taken back so long ago that all know. */
  void mustBeApproved(String digest, String what) {
    boolean lately =
        !approvedUntil.getOrDefault(digest, Instant.MIN).isBefore(now.minus(LONGEST_LAG));
    Invariant.APPROVAL.check(
        pool.allows(digest) || lately, what + ", and nobody has approved " + digest);
  }

  /** A person wants the rollout that was cancelled to go on, for the same spec. */
  void sayResumed() {
    cancelledSince = null;
    pool = pool.asResumed();
    tell("pool", "is to go on with its cancelled rollout");
  }

  /** Whoever has ended a cancelled rollout says so, unless the pool was edited meanwhile. */
  void sayCancelled(long generation, boolean shown) {
    if (pool.generation() == generation) {
      cancelledSince = now;
      pool = shown ? pool.asCancelled() : pool;
      tell("pool", "says that its rollout was cancelled");
    }
  }

  /** From the beginning; nobody edits them. */
  void ask(PoolOptions options) {
    peace &= !options.depends();
    pool = pool.with(options);
  }

  /** The leader writes into the status what was decided. */
  void undo(@Nullable Undone mark) {
    SimulatedUndo undo = pool.options().undo();
    if (Objects.equals(mark, undo.mark())) {
      return;
    }
    String before = pool.wanted();
    takenBack(before);
    pool = pool.with(pool.options().with(undo.marked(mark)));
    becameTarget(before);
    if (!before.equals(pool.wanted())) {
      edits++;
      if (mark != null && mark.told() != null && pool.wayBack().isPresent()) {
        undone.checkWord(Images.digestIn(before));
        undone.heard(mark.told());
      }
      tell("pool", "goes back to " + Images.shortText(Images.digestIn(pool.wanted())));
      undone.undone(Images.digestIn(before), Images.digestIn(pool.wanted()), this);
    }
  }

  /** A person wants it tried once more, knowing what came of it. */
  void tryAgain() {
    if (pool.wayBack().isPresent() && !pool.cancelled()) {
      takenBack(pool.wanted());
      wantedAfterAll();
      undone.forget();
      edits++;
      SimulatedUndo undo = pool.options().undo();
      String before = pool.wanted();
      pool = pool.with(pool.options().with(undo.said("try " + edits)));
      becameTarget(before);
      tell("pool", "is to try image " + pool.image() + " again");
    }
  }

  /** A person calls an image bad. Who says the same again has said nothing. */
  void sayUndo(String digest, String why) {
    SimulatedUndo undo = pool.options().undo();
    UndoWord word = new UndoWord(digest, why.strip(), "a person");
    if (pool.wayBack().isEmpty() && !pool.cancelled() && !word.equals(undo.told())) {
      pool = pool.with(pool.options().with(undo.told(word)));
      undone.calledBad(digest, word.text());
      tell("pool", "is told that " + Images.shortText(digest) + " is" + why);
    }
  }

  private void wantedAfterAll() {
    pool.wayBack().map(Undone::digest).ifPresent(undone::wanted);
  }

  /** At rest nobody waits for their word to be heard. */
  void checkHeard() {
    String asked = Images.image(pool.image());
    if (pool.wayBack().isEmpty() && pool.options().undo().canBeHeard(asked)) {
      undone.checkHeard(Images.digestIn(asked));
    }
  }

  private void becameTarget(String before) {
    if (!before.equals(pool.wanted())) {
      pool = pool.with(pool.options().anotherTarget(now));
    }
  }

  /** Fails where it is younger than the pool wants, since before anybody's view of it. */
  void mustBeOld(String digest, String what) {
    MinimumAge age = pool.options().age();
    if (age == null
        || age.since() == null
        || pool.wayBack().isPresent()
        || !digest.equals(Images.digestIn(pool.wanted()))) {
      return;
    }
    Invariant.AGE.check(
        !now.isBefore(age.since().plus(age.age())) || !age.since().isBefore(now.minus(LONGEST_LAG)),
        what + ", and its image is the target since " + age.since());
  }

  private void takenBack(String image) {
    String digest = Images.digestIn(image);
    askedUntil.put(digest, now);
    if (pool.wayBack().isPresent()) {
      wayBackUntil.put(digest, now);
    }
    if (pool.allows(digest)) {
      approvedUntil.put(digest, now);
    }
  }

  /** Every node runs it, and the rollout said so. */
  void deployed(String image) {
    pool = pool.with(pool.options().with(pool.options().undo().deployed(image)));
  }

  /** Whoever keeps the mark in Temporal only has lost it. */
  void forgetMark() {
    String before = pool.wanted();
    pool = pool.with(pool.options().with(pool.options().undo().marked(null)));
    becameTarget(before);
  }

  /** A rollout to that digest is about to begin. */
  void mustNotBeginAnew(String digest) {
    undone.checkBegin(digest);
  }

  void mustNotBeUndone(SimulatedNode node, String digest) {
    undone.checkSlot(node, digest, now);
  }

  /** An annotation, so that the spec stays what it was. */
  void overrideWindows(Duration time) {
    SimulatedWindows windows = pool.options().windows();
    if (windows != null) {
      pool = pool.with(pool.options().with(windows.overriddenUntil(now.plus(time))));
      tell("pool", "has its windows overridden for " + time);
    }
  }

  /** A person approves the first step of the newest image. */
  void approveStep() {
    SimulatedCanary canary = pool.options().canary();
    if (canary != null && canary.approvedImage() != pool.image()) {
      pool = pool.with(pool.options().with(canary.approved(pool.image())));
      tell("pool", "has its step approved for image " + pool.image());
    }
  }

  /** Fails where no node may be started at this moment. Nobody's clock is behind. */
  void mustBeInAWindow(String what) {
    SimulatedWindows windows = pool.options().windows();
    Invariant.WINDOW.check(
        windows == null || windows.letStart(now),
        what + " at " + now + ", and may not: " + windows);
  }

  /** When a node may be started, then or soon after. */
  Instant nextStart(Instant time) {
    SimulatedWindows windows = pool.options().windows();
    return windows == null ? time : windows.nextStart(time);
  }

  private void edited(PoolSpec after, String what) {
    cancelledSince = null;
    String digest = Images.digestIn(pool.wanted());
    if (pool.allows(digest)) {
      approvedUntil.put(digest, now);
    }
    pool = after;
    pausedOrNot();
    tell("pool", what);
  }

  int budget() {
    return pool.maxUnavailable().of(nodes.size());
  }

  /** Fails where that was taken back longer ago than anybody may not have seen. */
  void mustAskFor(String digest, String what) {
    boolean asked = digest.equals(Images.digestIn(pool.wanted()));
    Instant until = askedUntil.getOrDefault(digest, Instant.MIN);
    boolean lately = !until.isBefore(now.minus(LONGEST_LAG));
    Invariant.WISH.check(asked || lately, what + ", and the pool does not ask for " + digest);
    Invariant.CANCEL.check(
        cancelledSince == null || !cancelledSince.isBefore(now.minus(LONGEST_LAG)),
        what + ", and the rollout was cancelled at " + cancelledSince);
  }
}
