package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A node and its agent. The agent is level-triggered: each event makes it compare what is wanted
 * with what is, and begin the one step that is next. Lives on the fleet's thread.
 */
final class FleetNode {
  private final String name;
  private final Surroundings fleet;
  private final StatusReport report;
  private final Set<NodeFault> faults = EnumSet.noneOf(NodeFault.class);
  private final List<String> bootIds = new ArrayList<>(List.of(UUID.randomUUID().toString()));

  private @Nullable BootcNode wanted;
  private String booted;
  private @Nullable String rollback;
  private @Nullable String staged;
  // What is being pulled now; a later target simply takes its place.
  private @Nullable String staging;
  // The image whose reboot ended on the old one: not tried again before a new approval.
  private @Nullable String gaveUpOn;
  private boolean down;
  private boolean wasPassedOver;
  private boolean rebootIsUnderWay;

  FleetNode(String name, String booted, Surroundings fleet) {
    this.name = name;
    this.booted = booted;
    this.fleet = fleet;
    this.report = new StatusReport(name, fleet.api(), fleet.loop(), this::act);
  }

  String name() {
    return name;
  }

  String bootId() {
    return bootIds.getLast();
  }

  List<String> bootIds() {
    return List.copyOf(bootIds);
  }

  boolean isDown() {
    return down;
  }

  String booted() {
    return booted;
  }

  /** The BootcNode as it is now. Its own status writes come back here too and change nothing. */
  void see(BootcNode node) {
    fleet.listener().changed(node);
    if (wanted != null && sameSpec(wanted, node)) {
      return;
    }
    if (wanted == null || !uid(wanted).equals(uid(node))) {
      report.beginAnew();
    }
    wanted = node;
    act();
  }

  /** The BootcNode is gone: the agent stops where it is. */
  void forget() {
    wanted = null;
    staging = null;
  }

  boolean setFault(NodeFault fault, boolean set) {
    boolean changed = set ? faults.add(fault) : faults.remove(fault);
    if (down && fault == NodeFault.STAYS_AWAY && !set) {
      comeUp();
    } else {
      act();
    }
    return changed;
  }

  void reboot() {
    if (!down) {
      wasPassedOver = staged != null && faults.contains(NodeFault.LOCKS_WHAT_IS_STAGED);
      goDown();
    }
  }

  private void act() {
    BootcNode node = wanted;
    if (node == null || down || rebootIsUnderWay || faults.contains(NodeFault.AGENT_IS_DEAD)) {
      return;
    }
    String desired = node.getSpec().desiredImage();
    if (NodeImages.sameDigest(booted, desired)) {
      staging = null;
      staged = null;
      CompletableFuture<Void> _ = report.idle(node, images());
      return;
    }
    if (!desired.equals(staged)) {
      stage(node, desired);
      return;
    }
    switch (node.getSpec().desiredImageState()) {
      case STAGED -> {
        gaveUpOn = null;
        CompletableFuture<Void> _ =
            wasPassedOver ? report.passedOver(node, images()) : report.staged(node, images());
      }
      case BOOTED -> approved(node, desired);
    }
  }

  private void stage(BootcNode node, String image) {
    boolean unreached = faults.contains(NodeFault.CANNOT_REACH_REGISTRY);
    boolean fails = unreached || faults.contains(NodeFault.FAILS_TO_STAGE);
    if (image.equals(staging) && !fails) {
      return;
    }
    staging = fails ? null : image;
    if (fails) {
      String why =
          unreached ? NodeConditions.REGISTRY_NOT_REACHED : "registry answered 503 for " + image;
      CompletableFuture<Void> _ = report.degraded(node, images(), "stage failed: " + why);
      return;
    }
    CompletableFuture<Void> _ = report.staging(node, images());
    fleet.loop().after(fleet.timing().stage(), () -> finishStaging(image));
  }

  private void finishStaging(String image) {
    if (!image.equals(staging) || down) {
      return;
    }
    staging = null;
    staged = image;
    fleet.listener().staged(name, image);
    act();
  }

  private void approved(BootcNode node, String image) {
    if (image.equals(gaveUpOn)) {
      CompletableFuture<Void> _ =
          report.degraded(
              node,
              images(),
              "the host booted the new image and rolled back by itself (rebooted for "
                  + image
                  + ", came up with "
                  + booted
                  + ")");
      return;
    }
    rebootIsUnderWay = true;
    CompletableFuture<Void> _ =
        report
            .rebooting(node, images())
            .whenComplete((_, failure) -> fleet.loop().run(() -> rebootIf(failure == null)));
  }

  /** The last look before the point of no return: an approval may have been revoked meanwhile. */
  private void rebootIf(boolean reported) {
    rebootIsUnderWay = false;
    BootcNode node = wanted;
    boolean stillApproved =
        reported
            && node != null
            && node.getSpec().desiredImageState() == DesiredImageState.BOOTED
            && node.getSpec().desiredImage().equals(staged);
    if (stillApproved && !down) {
      wasPassedOver = false;
      goDown();
    } else if (reported) {
      act();
    }
  }

  private void goDown() {
    down = true;
    staging = null;
    fleet.listener().wentDown(name);
    CompletableFuture<Void> seen = fleet.kubelets().down(name);
    fleet
        .loop()
        .after(
            fleet.timing().reboot(),
            () -> {
              // Never Ready again before it was seen not to be.
              CompletableFuture<Void> _ =
                  seen.whenComplete((_, _) -> fleet.loop().run(this::comeUp));
            });
  }

  private void comeUp() {
    if (!down || faults.contains(NodeFault.STAYS_AWAY)) {
      return;
    }
    String next = staged;
    if (next != null && faults.contains(NodeFault.COMES_BACK_ON_OLD_IMAGE)) {
      gaveUpOn = next;
      rollback = next;
      staged = null;
    } else if (next != null && !wasPassedOver) {
      rollback = booted;
      booted = next;
      staged = null;
    }
    down = false;
    bootIds.add(UUID.randomUUID().toString());
    String boot = bootId();
    CompletableFuture<Void> _ =
        fleet
            .kubelets()
            .up(name, boot)
            .thenRun(() -> fleet.whenLate(booted, sign -> turnBad(sign, boot)));
    fleet.listener().cameUp(name, boot);
    act();
  }

  private void turnBad(LateFailure.Sign sign, String boot) {
    if (down || !boot.equals(bootId())) {
      return;
    }
    switch (sign) {
      case HOST_ROLLS_BACK -> {
        // In place of whatever is staged, as a host does that cannot boot what it has.
        staged = rollback;
        goDown();
      }
      case NODE_IS_NOT_READY -> {
        CompletableFuture<Void> _ = fleet.kubelets().down(name);
      }
    }
  }

  private NodeImages images() {
    return new NodeImages(booted, staged, rollback);
  }

  private static boolean sameSpec(BootcNode one, BootcNode other) {
    return uid(one).equals(uid(other))
        && one.getMetadata().getGeneration().equals(other.getMetadata().getGeneration());
  }

  private static String uid(BootcNode node) {
    return node.getMetadata().getUid();
  }
}
