package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node as it really is: its BootcNode, its Node, its host, its agent and its kubelet. */
final class SimulatedNode {
  /** What a BootcNode's slot annotations say. */
  record Slot(Instant since, boolean wasCordoned) {}

  final String name;
  final boolean controlPlane;

  // BootcNode, as written by the operator's side.
  private String desiredImage;
  private @Nullable Slot slot;
  private @Nullable Verdict verdict;
  private boolean approved;
  private int bootIdBefore;

  // BootcNode, as written by the agent.
  private String booted;
  private @Nullable String staged;
  private String doing = "Idle";
  private @Nullable String error;

  // Node.
  private boolean ready = true;
  private @Nullable Instant notReadySince;
  private boolean cordoned;

  // Host.
  private String running;
  private boolean down;
  private int bootId = 1;
  private int pods = 2;

  // What goes wrong on it.
  boolean failsToStage;
  boolean agentBroken;
  boolean rollsBack;
  boolean staysDown;
  boolean flaky;
  boolean undrainable;

  // For the invariants.
  boolean cordonedByAdmin;
  private final Map<String, Integer> reboots = new HashMap<>();

  SimulatedNode(String name, boolean controlPlane, String bootedDigest, String desiredImage) {
    this.name = name;
    this.controlPlane = controlPlane;
    this.booted = bootedDigest;
    this.running = bootedDigest;
    this.desiredImage = desiredImage;
  }

  NodeView view() {
    NodeView.Slot seen = slot == null ? null : new NodeView.Slot(slot.since(), approved);
    return new NodeView(
        name,
        desiredImage,
        state(),
        error == null ? "" : error,
        ready ? NodeView.Readiness.READY : NodeView.Readiness.NOT_READY,
        notReadySince,
        cordoned,
        controlPlane,
        seen,
        verdict);
  }

  NodeState state() {
    String desired = Images.digestIn(desiredImage);
    if (error != null) {
      return NodeState.DEGRADED;
    }
    if (booted.equals(desired)) {
      return NodeState.UP_TO_DATE;
    }
    return switch (doing) {
      case "Staging" -> NodeState.STAGING;
      case "Staged" -> desired.equals(staged) ? NodeState.STAGED : NodeState.PENDING;
      case "Rebooting" -> NodeState.REBOOTING;
      default -> NodeState.PENDING;
    };
  }

  // ---- the operator's side

  String desiredImage() {
    return desiredImage;
  }

  void retarget(String image) {
    desiredImage = image;
    approved = false;
  }

  @Nullable Slot slot() {
    return slot;
  }

  void takeSlot(Instant now) {
    if (slot != null) {
      throw new AssertionError("slot taken twice on " + name);
    }
    slot = new Slot(now, cordoned);
  }

  void freeSlot(@Nullable Verdict newVerdict) {
    slot = null;
    approved = false;
    if (newVerdict != null) {
      verdict = newVerdict;
    }
  }

  void approve() {
    approved = true;
    bootIdBefore = bootId;
  }

  boolean isApproved() {
    return approved;
  }

  void record(Verdict newVerdict) {
    verdict = newVerdict;
  }

  boolean failedAtDesired() {
    return verdict != null
        && verdict.isFailure()
        && verdict.digest().equals(Images.digestIn(desiredImage));
  }

  void cordon(boolean unschedulable) {
    cordoned = unschedulable;
  }

  boolean isCordoned() {
    return cordoned;
  }

  boolean isReady() {
    return ready;
  }

  int pods() {
    return pods;
  }

  void evictOne() {
    pods--;
  }

  /** Booted anew since the approval, and the agent has said into what: not the desired image. */
  boolean cameBackWrong() {
    return approved
        && bootId != bootIdBefore
        && !down
        && booted.equals(running)
        && doing.equals("Idle")
        && state() != NodeState.UP_TO_DATE;
  }

  boolean isDown() {
    return down;
  }

  // ---- agent, host, kubelet and scheduler: what happens on the node by itself

  /**
   * The agent does its next thing.
   *
   * @return what it did; empty when there is nothing to do
   */
  String agentStep(String rebootKey) {
    if (down) {
      return "";
    }
    String desired = Images.digestIn(desiredImage);
    if (!booted.equals(running)) {
      booted = running;
      staged = null;
      doing = "Idle";
      return "reports that it booted " + booted.substring(7, 19);
    }
    if (doing.equals("Rebooting")) {
      doing = "Idle";
      staged = null;
      return "is back on its old image";
    }
    if (agentBroken || error != null) {
      return sickStep();
    }
    return desired.equals(booted) ? rest() : towards(desired, rebootKey);
  }

  private String sickStep() {
    if (error == null) {
      error = "bootc status failed";
      return "reports an error";
    }
    error = agentBroken || failsToStage ? error : null;
    return error == null ? "recovers" : "";
  }

  private String rest() {
    doing = "Idle";
    return "";
  }

  private String towards(String desired, String rebootKey) {
    if (desired.equals(staged)) {
      if (!doing.equals("Staged")) {
        doing = "Staged";
        return "has staged";
      }
      return approved && bootIdBefore == bootId ? reboot(rebootKey) : "";
    }
    if (approved && bootIdBefore != bootId) {
      return "";
    }
    if (!doing.equals("Staging")) {
      doing = "Staging";
      return "begins to stage";
    }
    if (failsToStage) {
      error = "stage failed: no space left on device";
      return "fails to stage";
    }
    staged = desired;
    doing = "Staged";
    return "has staged";
  }

  private String reboot(String rebootKey) {
    if (slot == null || pods > 0) {
      throw new AssertionError(
          name
              + " reboots with "
              + pods
              + " pods, "
              + (slot == null ? "without" : "with")
              + " slot");
    }
    if (reboots.merge(rebootKey, 1, Integer::sum) > 1) {
      throw new AssertionError(name + " reboots again for " + rebootKey);
    }
    doing = "Rebooting";
    down = true;
    return "reboots";
  }

  /** The host comes up, into what was staged unless it rolls back. */
  String hostStep() {
    if (!down || staysDown) {
      return "";
    }
    down = false;
    bootId++;
    if (!rollsBack && staged != null) {
      running = staged;
    }
    return "boots";
  }

  /** The Node's Ready condition follows the host. */
  String kubeletStep(Instant now) {
    boolean up = !down && !flaky;
    if (up == ready) {
      return "";
    }
    ready = up;
    notReadySince = up ? null : now;
    return up ? "is Ready" : "is not Ready";
  }

  /** Pods come to where they may. */
  String schedulerStep() {
    if (cordoned || !ready || pods >= 2) {
      return "";
    }
    pods++;
    return "gets a pod";
  }
}
