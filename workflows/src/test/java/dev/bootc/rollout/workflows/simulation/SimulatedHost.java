package dev.bootc.rollout.workflows.simulation;

import static dev.bootc.rollout.api.NodeConditions.REASON_IDLE;
import static dev.bootc.rollout.api.NodeConditions.REBOOTING;
import static dev.bootc.rollout.api.NodeConditions.STAGED;
import static dev.bootc.rollout.api.NodeConditions.STAGING;

import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Report;
import dev.bootc.rollout.workflows.simulation.BootcNodeObject.Spec;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host of a node with its agent: what happens there by itself. */
final class SimulatedHost {
  private final SimulatedNode node;
  private final Set<Ailment> ailments = EnumSet.noneOf(Ailment.class);
  private String running = Images.digest(0);
  private String former = running;
  private @Nullable String staged;
  private boolean down;

  /** Its agent has told it to reboot, which nobody can take back. */
  private boolean goesDown;

  private boolean wentDownUnnoticed;
  private int boots = 1;

  /** What the gate of its pool says of it. */
  private GateAnswer gate = new GateAnswer.Passes();

  /** What the agent has on its disk: the image that it has rebooted for. */
  private @Nullable String attempted;

  SimulatedHost(SimulatedNode node) {
    this.node = node;
  }

  boolean has(Ailment ailment) {
    return ailments.contains(ailment);
  }

  boolean isAiling() {
    return !ailments.isEmpty();
  }

  void fallIll(Ailment ailment) {
    ailments.add(ailment);
  }

  void heal() {
    ailments.clear();
    gate = new GateAnswer.Passes();
  }

  void judgedByItsGate(GateAnswer answer) {
    gate = answer;
  }

  GateAnswer gate() {
    return gate;
  }

  boolean isUp() {
    return !down;
  }

  /** It went down by itself, and its agent has not come to a word since. */
  boolean wentDownUnnoticed() {
    return wentDownUnnoticed;
  }

  /** Its agent has told it to reboot. */
  boolean isGoingDown() {
    return goesDown;
  }

  boolean kubeletIsUp() {
    return !down && !has(Ailment.FLAPS);
  }

  String running() {
    return running;
  }

  int boots() {
    return boots;
  }

  String bootId() {
    return "boot-" + boots;
  }

  /** The host comes up, into what was staged unless it rolls back. */
  String hostStep() {
    if (goesDown) {
      goesDown = false;
      down = true;
      node.witness.goesDown();
      return "goes down";
    }
    if (!down || has(Ailment.STAYS_DOWN)) {
      return "";
    }
    down = false;
    boots++;
    boolean rollsBack = has(Ailment.ROLLS_BACK) || has(Ailment.ROLLS_BACK_SILENTLY);
    if (!rollsBack && staged != null) {
      former = running;
      running = staged;
    }
    staged = null;
    return "boots";
  }

  /**
   * It goes down by itself, with what is on it.
   *
   * @param locked whether what is staged is lost with that
   */
  void powerCycle(boolean locked) {
    down = true;
    goesDown = false;
    wentDownUnnoticed = true;
    node.witness.goesDownByItself();
    if (locked) {
      staged = null;
    }
  }

  /**
   * A person, or a check at boot, takes it back to the image from before.
   *
   * @param reinstalled whether the agent remembers nothing either
   */
  void rollBack(boolean reinstalled) {
    if (reinstalled) {
      attempted = null;
    }
    if (!running.equals(former)) {
      down = true;
      goesDown = false;
      wentDownUnnoticed = true;
      node.witness.goesDownByItself();
      staged = former;
    }
  }

  /**
   * The agent does its next thing.
   *
   * @return what it did; empty when there is nothing to do
   */
  String agentStep() {
    BootcNodeObject object = node.bootcNode().orElse(null);
    if (down || goesDown || object == null || !node.hasRegisteredThisBoot()) {
      return "";
    }
    wentDownUnnoticed = false;
    Report report = object.report();
    if (report == null || !report.booted().equals(running)) {
      return says("reports that it runs " + Images.shortText(running), REASON_IDLE, "");
    }
    if (report.doing().equals(REBOOTING)) {
      return has(Ailment.ROLLS_BACK)
          ? says("is back on its old image, and says so", REASON_IDLE, "came up with another image")
          : says("is back on its old image", REASON_IDLE, "");
    }
    if (attempted != null && !attemptStands(object.spec())) {
      attempted = null;
      return says("forgets its attempt", REASON_IDLE, "");
    }
    return has(Ailment.BROKEN_AGENT) || !report.error().isEmpty()
        ? sickStep(report)
        : healthyStep(object, report);
  }

  private boolean attemptStands(Spec spec) {
    return spec.approved() && spec.desiredDigest().equals(attempted);
  }

  private String sickStep(Report report) {
    if (report.error().isEmpty()) {
      return says("reports an error", report.doing(), "bootc status failed");
    }
    boolean lasts = has(Ailment.BROKEN_AGENT) || has(Ailment.FAILS_TO_STAGE) || attempted != null;
    return lasts ? "" : says("recovers", REASON_IDLE, "");
  }

  private String healthyStep(BootcNodeObject object, Report report) {
    Spec spec = object.spec();
    String desired = spec.desiredDigest();
    if (desired.equals(running)) {
      boolean known = report.observedGeneration() == spec.generation();
      return known && report.doing().equals(REASON_IDLE) ? "" : says("rests", REASON_IDLE, "");
    }
    if (desired.equals(staged)) {
      return stagedStep(object, report);
    }
    if (attempted != null) {
      return "";
    }
    if (!report.doing().equals(STAGING) || report.observedGeneration() != spec.generation()) {
      return says("begins to stage", STAGING, "");
    }
    if (has(Ailment.FAILS_TO_STAGE)) {
      return says("fails to stage", STAGING, "no space left on device");
    }
    staged = desired;
    return says("has staged", STAGED, "");
  }

  private String stagedStep(BootcNodeObject object, Report report) {
    Spec spec = object.spec();
    if (spec.approved() && attempted == null && isBelieved(object)) {
      return reboot(spec);
    }
    boolean known = report.observedGeneration() == spec.generation();
    return known && report.doing().equals(STAGED) ? "" : says("has it staged", STAGED, "");
  }

  /** An approval counts in its slot, and for its boot. */
  private boolean isBelieved(BootcNodeObject object) {
    SeenNode.Approval approval = object.marks().approval();
    boolean ofThisImage = object.spec().desiredDigest().equals(approval.digest());
    String boot = ofThisImage ? approval.bootIdBefore() : "";
    return object.slot() != null && (boot.isEmpty() || boot.equals(bootId()));
  }

  private String reboot(Spec spec) {
    node.witness.reboots();
    says("", REBOOTING, "");
    attempted = spec.desiredDigest();
    goesDown = true;
    return "reboots";
  }

  private String says(String done, String doing, String error) {
    int generation = node.bootcNode().orElseThrow().spec().generation();
    node.report(new Report(running, staged, doing, error, generation));
    return done;
  }
}
