package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a person takes back and what then is nowhere any more: a pause, the verdict on a node. It is
 * seen by what was there before, so whoever begins to lead has not seen it.
 */
final class TakenBack {
  /** By pool and by node: what stands there. */
  private final Map<String, RolloutStatus> pauses = new ConcurrentHashMap<>();

  private final Map<String, Verdict> failures = new ConcurrentHashMap<>();

  List<Happening> from(BootcNodePool pool) {
    Optional<RolloutStatus> rollout = RolloutStatus.on(pool);
    RolloutStatus present =
        rollout.filter(said -> said.pausedBy() != null && said.pausedSince() != null).orElse(null);
    String name = pool.getMetadata().getName();
    RolloutStatus before = present == null ? pauses.remove(name) : pauses.put(name, present);
    boolean goesOn =
        rollout
            .flatMap(said -> RolloutPhase.of(said.phase()))
            .filter(now -> !now.isEnd())
            .isPresent();
    return before == null || present != null || !goesOn
        ? List.of()
        : List.of(resumed(pool, before));
  }

  private static Happening resumed(BootcNodePool pool, RolloutStatus before) {
    return new Happening(
        References.to(pool),
        null,
        false,
        EventReason.RESUMED.text(),
        EventAction.ROLLOUT,
        "goes on; was paused since " + before.pausedSince() + " by " + before.pausedBy(),
        List.of(String.valueOf(before.pausedBy()), Objects.requireNonNull(before.pausedSince())),
        Optional.empty());
  }

  List<Happening> from(BootcNode node) {
    String name = node.getMetadata().getName();
    Verdict present = NodeFacts.verdict(node).orElse(null);
    Verdict before =
        present != null && present.isFailure()
            ? failures.put(name, present)
            : failures.remove(name);
    return before == null || present != null || !isAskedFor(node, before.digest())
        ? List.of()
        : List.of(retried(node, before));
  }

  /** A node that is asked for another image has not been told to try that one again. */
  private static boolean isAskedFor(BootcNode node, String digest) {
    return ImageDigest.in(node.getSpec().desiredImage())
        .map(ImageDigest::text)
        .filter(digest::equals)
        .isPresent();
  }

  void forget(BootcNodePool pool) {
    pauses.remove(pool.getMetadata().getName());
  }

  void forget(BootcNode node) {
    failures.remove(node.getMetadata().getName());
  }

  private static Happening retried(BootcNode node, Verdict before) {
    return new Happening(
        References.to(node),
        References.toPoolOf(node).orElse(null),
        false,
        EventReason.NODE_RETRIED.text(),
        EventAction.ROLLOUT,
        "may be tried again with "
            + before.digest()
            + ", whose attempt ended "
            + before.outcome().text()
            + " at "
            + before.since(),
        List.of(before.digest(), before.outcome().text(), before.since()),
        Optional.empty());
  }
}
