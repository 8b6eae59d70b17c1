package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A node as a test wants it; a Ready worker that has staged the image unless told otherwise. */
public final class TestNode {
  private final String name;
  private String desiredImage;
  private NodeState state = NodeState.STAGED;
  private String stateDetail = "";
  private Readiness readiness = Readiness.READY;
  private @Nullable Instant notReadySince;
  private boolean cordoned;
  private boolean controlPlane;
  private @Nullable Slot slot;
  private @Nullable Verdict verdict;
  private @Nullable SkipMark skip;
  private NodeOrder.@Nullable Place place;
  private NodeTimes times = NodeTimes.UNKNOWN;
  private @Nullable LeftOut leftOut;
  private @Nullable GateMark gate;

  private TestNode(String name, String desiredImage) {
    this.name = name;
    this.desiredImage = desiredImage;
  }

  public static TestNode staged(String name, String desiredImage) {
    return new TestNode(name, desiredImage);
  }

  /** The same node, to be changed. */
  public static TestNode like(NodeView view) {
    TestNode node = new TestNode(view.name(), view.desiredImage());
    node.state = view.state();
    node.stateDetail = view.stateDetail();
    node.readiness = view.readiness();
    node.notReadySince = view.notReadySince();
    node.cordoned = view.cordoned();
    node.controlPlane = view.controlPlane();
    node.slot = view.slot();
    node.verdict = view.verdict();
    node.skip = view.skip();
    node.place = view.place();
    node.times = view.times();
    node.leftOut = view.leftOut();
    node.gate = view.gate();
    return node;
  }

  public TestNode leftOut(@Nullable LeftOut mark) {
    leftOut = mark;
    return this;
  }

  public TestNode gate(@Nullable GateMark mark) {
    gate = mark;
    return this;
  }

  public NodeView view() {
    return new NodeView(
        name,
        desiredImage,
        state,
        stateDetail,
        readiness,
        notReadySince,
        cordoned,
        controlPlane,
        slot,
        verdict,
        place,
        times,
        leftOut,
        skip,
        gate);
  }

  public TestNode at(String zone, int group) {
    place = new NodeOrder.Place(zone, group);
    return this;
  }

  public TestNode inNoZone() {
    return place == null ? this : at("", place.group());
  }

  public TestNode inTheFirstGroup() {
    return place == null ? this : at(place.zone(), 0);
  }

  public TestNode desiring(String image) {
    desiredImage = image;
    return this;
  }

  public TestNode is(NodeState newState) {
    state = newState;
    return this;
  }

  public TestNode saying(String detail) {
    stateDetail = detail;
    return this;
  }

  public TestNode ready() {
    readiness = Readiness.READY;
    notReadySince = null;
    return this;
  }

  public TestNode notReadySince(@Nullable Instant since) {
    readiness = Readiness.NOT_READY;
    notReadySince = since;
    return this;
  }

  public TestNode ofUnknownReadiness() {
    readiness = Readiness.UNKNOWN;
    return this;
  }

  public TestNode cordoned(boolean unschedulable) {
    cordoned = unschedulable;
    return this;
  }

  public TestNode controlPlane(boolean role) {
    controlPlane = role;
    return this;
  }

  /** Its drain is held by that. */
  public TestNode waitingFor(String what) {
    slot = new Slot(slot == null ? null : slot.since(), false, what);
    return this;
  }

  public TestNode holdingSlotSince(@Nullable Instant since, boolean approved) {
    slot = new Slot(since, approved);
    cordoned = true;
    return this;
  }

  /** What its agent says holds since then. */
  public TestNode sayingItSince(Instant since) {
    times =
        new NodeTimes(
            since, times.joined(), times.approvedAt(), times.lastUpdate(), times.stagingSince());
    return this;
  }

  /** It was its turn to stage then. */
  public TestNode stagingSince(Instant when) {
    times =
        new NodeTimes(
            times.stateSince(), times.joined(), times.approvedAt(), times.lastUpdate(), when);
    return this;
  }

  public TestNode joinedAt(Instant when) {
    times =
        new NodeTimes(
            times.stateSince(), when, times.approvedAt(), times.lastUpdate(), times.stagingSince());
    return this;
  }

  public TestNode approvedAt(Instant when) {
    times =
        new NodeTimes(
            times.stateSince(), times.joined(), when, times.lastUpdate(), times.stagingSince());
    return this;
  }

  /** It held its slot for so long when it was updated the last time. */
  public TestNode havingTaken(Duration last) {
    times =
        new NodeTimes(
            times.stateSince(), times.joined(), times.approvedAt(), last, times.stagingSince());
    return this;
  }

  public TestNode skipped(@Nullable SkipMark mark) {
    skip = mark;
    return this;
  }

  public TestNode verdict(@Nullable Verdict newVerdict) {
    verdict = newVerdict;
    return this;
  }

  /** Its failure looks as if somebody had cancelled it. */
  public TestNode cancelledInsteadOfFailed() {
    if (verdict != null) {
      verdict =
          new Verdict(
              Verdict.Outcome.CANCELLED,
              verdict.digest(),
              verdict.attempt(),
              verdict.since(),
              verdict.message());
    }
    return this;
  }
}
