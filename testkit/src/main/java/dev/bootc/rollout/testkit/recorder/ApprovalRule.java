package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node boots only after an approval, only into the image that was approved, and no approval names
 * an image that its pool had given up before.
 */
final class ApprovalRule implements Rule {

  /** Reading the pool and approving are two requests: an edit may come in between. */
  private static final Duration UNAWARE = Duration.ofSeconds(2);

  private final Map<String, Instant> givenUp = new HashMap<>();
  private final Map<String, Set<String>> approved = new HashMap<>();
  private final Set<String> mayBoot = new HashSet<>();
  private final List<Violation> violations = new ArrayList<>();

  @Override
  public void pool(Instant at, @Nullable OfPool before, @Nullable OfPool now, World world) {
    if (before != null && now != null && !before.digest().equals(now.digest())) {
      givenUp.put(now.name() + " " + before.digest(), at);
      givenUp.remove(now.name() + " " + now.digest());
    }
  }

  @Override
  public void bootcNode(
      Instant at, @Nullable OfBootcNode before, @Nullable OfBootcNode now, World world) {
    if (now == null) {
      return;
    }
    if (now.approved() && !isSameApproval(before, now)) {
      approved.computeIfAbsent(now.name(), _ -> new HashSet<>()).add(now.desiredDigest());
      mayBoot.add(now.name());
      if (before != null) {
        checkCurrent(at, now);
      }
    }
    if (before != null) {
      checkBooted(at, before, now);
    }
  }

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (before == null || now == null || !Boots.between(before, now)) {
      return;
    }
    boolean allowed = mayBoot.remove(now.name());
    if (!allowed && world.bootcNode(now.name()).isPresent()) {
      violations.add(
          new Violation(
              at, "Node " + now.name() + " booted without an approval since its last boot"));
    }
  }

  private void checkCurrent(Instant at, OfBootcNode now) {
    Instant since = givenUp.get(now.pool() + " " + now.desiredDigest());
    if (since != null && at.isAfter(since.plus(UNAWARE))) {
      violations.add(
          new Violation(
              at,
              "Node %s was approved to boot %s, which pool %s had given up at %s"
                  .formatted(now.name(), now.desiredDigest(), now.pool(), since)));
    }
  }

  private void checkBooted(Instant at, OfBootcNode before, OfBootcNode now) {
    boolean changed =
        !before.bootedDigests().isEmpty()
            && !now.bootedDigests().isEmpty()
            && !before.bootedDigests().equals(now.bootedDigests());
    Set<String> allowed = approved.getOrDefault(now.name(), Set.of());
    if (changed && Collections.disjoint(allowed, now.bootedDigests())) {
      violations.add(
          new Violation(
              at,
              "Node %s reports to have booted %s, which nobody had approved"
                  .formatted(now.name(), now.bootedDigests())));
    }
  }

  private static boolean isSameApproval(@Nullable OfBootcNode before, OfBootcNode now) {
    return before != null
        && before.approved()
        && before.desiredDigest().equals(now.desiredDigest());
  }

  @Override
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
