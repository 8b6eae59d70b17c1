package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.workflows.text.ShownText;
import dev.bootc.rollout.workflows.window.MinimumAge;
import dev.bootc.rollout.workflows.window.Windows;
import org.jspecify.annotations.Nullable;

/**
 * What a pool asks for: one image, under limits.
 *
 * @param pool name of the BootcNodePool
 * @param poolUid its UID: another cluster's pool may have the same name
 * @param generation its {@code metadata.generation}
 * @param image {@code name@sha256:…}
 * @param maxUnavailable the budget
 * @param pause present while {@code spec.rollout.paused} is true
 * @param maxUnhealthy failures that stop it; absent where the pool says nothing
 * @param windows when nodes may be started; absent means always
 * @param order who goes before whom; absent where the pool does not say it
 * @param steps batches that go before the others; absent where there are none
 * @param approval present where a person has to approve each digest
 * @param undo present where {@code image} is not what the spec asks for, since that has failed
 * @param maxStaging nodes that may stage at a time; absent means all
 * @param minimumAge how long this has to have been the target; absent where that does not matter
 * @param verbs what whoever reaches Temporal may tell the rollout; absent means Hold
 * @param askedBy who asked for that image, in words; absent where nobody knows. For humans only:
 *     nothing depends on it
 */
public record RolloutTarget(
    String pool,
    String poolUid,
    long generation,
    String image,
    MaxUnavailable maxUnavailable,
    @Nullable Pause pause,
    @Nullable MaxUnhealthy maxUnhealthy,
    @Nullable Windows windows,
    @Nullable NodeOrder order,
    @Nullable RolloutSteps steps,
    @Nullable ManualApproval approval,
    @Nullable Undo undo,
    @Nullable MaxStaging maxStaging,
    @Nullable MinimumAge minimumAge,
    @Nullable AllowedVerbs verbs,
    @Nullable String askedBy) {
  private static final int LONGEST_ASKER = 400;

  /** Cut, however it comes: whoever reaches Temporal can tell a run anything. */
  public RolloutTarget {
    askedBy = askedBy == null ? null : ForeignText.line(askedBy, LONGEST_ASKER);
    if (ImageDigest.in(image).isEmpty()) {
      throw new IllegalArgumentException("not pinned by a digest: \"" + image + "\"");
    }
  }

  /** Of which nobody says who asked for it. */
  public RolloutTarget(
      String pool,
      String poolUid,
      long generation,
      String image,
      MaxUnavailable maxUnavailable,
      @Nullable Pause pause,
      @Nullable MaxUnhealthy maxUnhealthy,
      @Nullable Windows windows,
      @Nullable NodeOrder order,
      @Nullable RolloutSteps steps,
      @Nullable ManualApproval approval,
      @Nullable Undo undo,
      @Nullable MaxStaging maxStaging,
      @Nullable MinimumAge minimumAge,
      @Nullable AllowedVerbs verbs) {
    this(
        pool,
        poolUid,
        generation,
        image,
        maxUnavailable,
        pause,
        maxUnhealthy,
        windows,
        order,
        steps,
        approval,
        undo,
        maxStaging,
        minimumAge,
        verbs,
        null);
  }

  /** Of a pool that asks for none of the options. */
  public RolloutTarget(
      String pool,
      String poolUid,
      long generation,
      String image,
      MaxUnavailable maxUnavailable,
      @Nullable Pause pause,
      @Nullable MaxUnhealthy maxUnhealthy) {
    this(
        pool,
        poolUid,
        generation,
        image,
        maxUnavailable,
        pause,
        maxUnhealthy,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * The same limits for the way back. It is no try: nobody has to approve again what every node ran
   * before, nor are there steps; and hosts still have that image, so that nobody is asked for it.
   */
  public RolloutTarget goingBack(String to, Undo why) {
    return new RolloutTarget(
        pool,
        poolUid,
        generation,
        to,
        maxUnavailable,
        pause,
        maxUnhealthy,
        windows,
        order,
        null,
        null,
        why,
        null,
        null,
        verbs,
        null);
  }

  /** Who asked for it, and why, as a paragraph of Markdown; empty where nobody knows. */
  public String whoAndWhy() {
    String who = askedBy == null ? "" : "Asked for by " + ShownText.in(askedBy) + ". ";
    String why = undo == null ? "" : ShownText.in("It " + undo.text(pool));
    return who.isEmpty() && why.isEmpty() ? "" : (who + why).strip() + "\n\n";
  }

  /** The same, knowing who asked for it. */
  public RolloutTarget askedBy(String words) {
    return new RolloutTarget(
        pool,
        poolUid,
        generation,
        image,
        maxUnavailable,
        pause,
        maxUnhealthy,
        windows,
        order,
        steps,
        approval,
        undo,
        maxStaging,
        minimumAge,
        verbs,
        words);
  }

  /** Whether nobody has approved that nodes reboot into it. */
  boolean waitsForApproval() {
    return ManualApproval.isMissing(approval, digest());
  }

  /** The digest every node of the pool shall run. */
  public ImageDigest digest() {
    return ImageDigest.in(image).orElseThrow();
  }

  /** The target of a pool of the same name: another cluster's, or one that was deleted. */
  public static final class OfAnotherPool extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    OfAnotherPool(String message) {
      super(message);
    }
  }

  /**
   * Refuses what a run that follows this one must not follow.
   *
   * @throws IllegalArgumentException with the reason: another pool's target, or an older one
   */
  public void requireReplaceableBy(RolloutTarget asked) {
    if (!asked.pool.equals(pool)) {
      throw new IllegalArgumentException("this run rolls pool " + pool + ", not " + asked.pool);
    }
    if (!asked.poolUid.equals(poolUid)) {
      throw new OfAnotherPool(
          ("this run is about a pool %s with the UID %s, not about the one with %s: where it is"
                  + " another cluster's, give each a BOOTC_ROLLOUT_CLUSTER_PREFIX of its own; where"
                  + " that pool was deleted, the run ends within two minutes")
              .formatted(pool, poolUid, asked.poolUid));
    }
    if (asked.generation < generation) {
      throw new IllegalArgumentException(
          "this run follows generation %d; generation %d is older"
              .formatted(generation, asked.generation));
    }
  }
}
