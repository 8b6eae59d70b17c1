package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.SeenNode.Approval;
import dev.bootc.rollout.workflows.node.SeenNode.Cordon;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A Ready node in its slot, cordoned by us, as a test wants it to be seen. */
final class Sighting {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final String DIGEST = "sha256:" + "b".repeat(64);
  static final String OTHER_DIGEST = "sha256:" + "a".repeat(64);
  static final String IMAGE = "registry.example.com/os/node@" + DIGEST;
  static final PoolWish POOL = asking(null);

  private final NodeState state;
  private boolean approved;
  private boolean rebooting;
  private boolean ready = true;
  private boolean skipped;
  private String agentSays = "";
  private String booted = "";
  private SeenNode.@Nullable Slot slot = new SeenNode.Slot(false);
  private Approval approval = Approval.NONE;
  private @Nullable Verdict verdict;
  private Cordon cordon = Cordon.OURS;
  private String bootId = "boot-1";
  private @Nullable String failedInSlot;
  private @Nullable GateMark gate;

  private Sighting(NodeState state) {
    this.state = state;
  }

  static Sighting of(NodeState state) {
    return new Sighting(state);
  }

  /** A pool that asks for the image. */
  static PoolWish asking(@Nullable Duration rebootTimeout) {
    return new PoolWish(new ImageDigest(DIGEST), false, rebootTimeout, Duration.ZERO);
  }

  /** One that asks for it, and that nobody has approved or that is too young. */
  static PoolWish waiting(boolean unapproved, boolean tooYoung) {
    return new PoolWish(
        new ImageDigest(DIGEST), false, null, Duration.ZERO, unapproved, tooYoung, POOL.gates());
  }

  static Verdict failure(String digest) {
    return new Verdict(Verdict.Outcome.NOT_BACK, digest, 1, NOON.toString(), null);
  }

  /** At noon, in its first boot. */
  Sighting approvedFor(@Nullable String digest) {
    approved = true;
    approval = new Approval(digest, NOON, "boot-1");
    return this;
  }

  /** As the Go project does it. */
  Sighting approvedWithoutATrace() {
    approved = true;
    return this;
  }

  Sighting inBoot(String id) {
    bootId = id;
    return this;
  }

  Sighting goingDown() {
    rebooting = true;
    return this;
  }

  Sighting notReady() {
    ready = false;
    return this;
  }

  Sighting skipped() {
    skipped = true;
    return this;
  }

  Sighting saying(String words) {
    agentSays = words;
    return this;
  }

  Sighting running(String digest) {
    booted = digest;
    return this;
  }

  Sighting withoutSlot() {
    slot = null;
    return this;
  }

  /** Somebody else had cordoned it before. */
  Sighting inASlotOfACordonedNode() {
    slot = new SeenNode.Slot(true);
    return this;
  }

  Sighting cordoned(Cordon by) {
    cordon = by;
    return this;
  }

  Sighting verdict(@Nullable Verdict latest) {
    verdict = latest;
    return this;
  }

  Sighting failedInItsSlotAt(String digest) {
    failedInSlot = digest;
    return this;
  }

  Sighting keptBackBy(GateMark mark) {
    gate = mark;
    return this;
  }

  SeenNode node() {
    return new SeenNode(
        IMAGE,
        approved,
        state,
        rebooting,
        agentSays,
        booted,
        slot,
        approval,
        verdict,
        ready,
        null,
        cordon,
        bootId,
        skipped,
        failedInSlot,
        gate);
  }
}
