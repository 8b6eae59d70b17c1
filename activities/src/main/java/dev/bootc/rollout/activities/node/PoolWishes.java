package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts what a pool's spec says, as far as is known here, into the record that is decided on. */
public final class PoolWishes {
  private PoolWishes() {}

  /** What the pool asks for now; nothing where it is unknown or being deleted. */
  public static PoolWish of(ClusterCache cluster, String pool, Instant now) {
    return cluster
        .pool(pool)
        .filter(known -> !known.isMarkedForDeletion())
        .map(known -> of(known, now))
        .orElse(PoolWish.NONE);
  }

  private static PoolWish of(BootcNodePool pool, Instant now) {
    return new PoolWish(
        isCancelled(pool) ? null : digest(pool).orElse(null),
        Optional.ofNullable(pool.getSpec().disruption())
            .filter(disruption -> disruption.rebootPolicy() == RebootPolicy.ALLOW_SOFT_REBOOT)
            .isPresent(),
        rollout(pool)
            .flatMap(rollout -> Optional.ofNullable(rollout.rebootTimeoutSeconds()))
            .flatMap(PoolWishes::timeout)
            .orElse(null),
        minReady(pool),
        isUnapproved(pool),
        !MinimumAge.isReached(TargetAges.of(pool), now),
        gates(pool).filter(GateSpec::isAfterNode).toList());
  }

  private static Stream<GateSpec> gates(BootcNodePool pool) {
    return rollout(pool).stream()
        .flatMap(rollout -> Stream.ofNullable(rollout.gates()))
        .flatMap(List::stream);
  }

  /**
   * What has to hold of a node before it takes its slot. To go back to what every node ran before
   * waits for none: what they watch may be what the image has broken.
   */
  static List<GateSpec> gatesBefore(ClusterCache cluster, String pool) {
    return cluster
        .pool(pool)
        .filter(known -> Undone.insteadIn(known).isEmpty())
        .map(known -> gates(known).filter(gate -> !gate.isAfterNode()).toList())
        .orElse(List.of());
  }

  /** To go back to what every node ran before takes nobody's word. */
  private static boolean isUnapproved(BootcNodePool pool) {
    return Undone.insteadIn(pool).isEmpty()
        && digest(pool).filter(pool.getSpec().image()::lacksApprovalOf).isPresent();
  }

  private static Duration minReady(BootcNodePool pool) {
    return Duration.ofSeconds(
        rollout(pool)
            .flatMap(rollout -> Optional.ofNullable(rollout.minReadySeconds()))
            .orElse(RolloutSpec.DEFAULT_MIN_READY_SECONDS));
  }

  /**
   * Whether somebody cancelled the rollout of what the pool asks for: whoever was not told of that
   * must not go on either. Any change of the spec begins anew, and so does {@link Resumption}.
   */
  public static boolean isCancelled(BootcNodePool pool) {
    RolloutStatus rollout = RolloutStatus.on(pool).orElse(null);
    return rollout != null
        && RolloutPhase.CANCELLED.text().equals(rollout.phase())
        && !Resumption.isWanted(pool)
        && Objects.equals(rollout.generation(), pool.getMetadata().getGeneration())
        && digest(pool).map(ImageDigest::text).filter(d -> d.equals(rollout.digest())).isPresent();
  }

  private static Optional<ImageDigest> digest(BootcNodePool pool) {
    return AskedImage.ifReadable(pool).map(ImageRef.Pinned::digest);
  }

  /** How the pool wants its nodes drained, as far as is known here. */
  static PoolDrain drain(ClusterCache cluster, String pool) {
    return cluster
        .pool(pool)
        .flatMap(PoolWishes::rollout)
        .map(PoolDrain::of)
        .orElse(PoolDrain.UNSET);
  }

  /** Zero seconds are no timeout, as in the Go project. */
  private static Optional<Duration> timeout(int seconds) {
    return seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
  }

  private static Optional<RolloutSpec> rollout(BootcNodePool pool) {
    return Optional.ofNullable(pool.getSpec().rollout());
  }
}
