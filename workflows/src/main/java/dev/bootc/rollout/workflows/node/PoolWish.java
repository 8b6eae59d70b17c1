package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.ImageDigest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pool asks of its nodes at one moment.
 *
 * @param digest that they shall run; absent where the pool is not there, is being deleted, or names
 *     no digest
 * @param softReboot whether they may keep their kernel
 * @param rebootTimeout how long a node may be away; absent for ever
 * @param minReady how long an updated node has to be Ready before it counts as that
 * @param unapproved whether nobody has approved that they reboot into it, and somebody must
 * @param tooYoung whether it has not been the target for as long as the pool wants
 * @param gates what has to hold of an updated node before its slot is freed
 */
public record PoolWish(
    @Nullable ImageDigest digest,
    boolean softReboot,
    @Nullable Duration rebootTimeout,
    Duration minReady,
    boolean unapproved,
    boolean tooYoung,
    List<GateSpec> gates) {

  /** A pool that asks for nothing any more. */
  public static final PoolWish NONE = new PoolWish(null, false, null, Duration.ZERO);

  public PoolWish {
    gates = List.copyOf(gates);
  }

  /** Of a pool whose images need nobody's approval, and that has no gates. */
  public PoolWish(
      @Nullable ImageDigest digest,
      boolean softReboot,
      @Nullable Duration rebootTimeout,
      Duration minReady) {
    this(digest, softReboot, rebootTimeout, minReady, false, false, List.of());
  }

  /** Whether nodes may reboot into that image. */
  public boolean asksFor(String image) {
    return !unapproved && !tooYoung && names(image);
  }

  /** Why they may not, where the pool names it. */
  String whyNotYet() {
    return unapproved
        ? "nobody has approved the digest yet"
        : "the digest is younger than the pool's minimumAgeSeconds";
  }

  /** Whether the pool wants that image: only the digest counts. */
  boolean names(String image) {
    return digest != null && ImageDigest.in(image).filter(digest::equals).isPresent();
  }
}
