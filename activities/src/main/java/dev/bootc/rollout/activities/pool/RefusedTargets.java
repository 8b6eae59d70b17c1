package dev.bootc.rollout.activities.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes that could not be given a target, as far as this process has tried: a policy or a webhook
 * refused it. The others go on meanwhile.
 */
final class RefusedTargets {
  /** Then it is tried again. */
  private static final Duration BELIEVED_FOR = Duration.ofMinutes(1);

  private final Map<String, Refusal> byNode = new ConcurrentHashMap<>();
  private final Clock clock;

  private record Refusal(String image, String why, Instant at) {}

  RefusedTargets(Clock clock) {
    this.clock = clock;
  }

  void refused(String node, String image, String why) {
    byNode.put(node, new Refusal(image, why, Instant.now(clock)));
  }

  void accepted(String node) {
    byNode.remove(node);
  }

  /** Why, by the name of the node. */
  Map<String, String> of(String image) {
    Instant believed = Instant.now(clock).minus(BELIEVED_FOR);
    byNode.values().removeIf(refusal -> refusal.at().isBefore(believed));
    Map<String, String> why = new TreeMap<>();
    byNode.forEach((node, refusal) -> {
      if (refusal.image().equals(image)) {
        why.put(node, refusal.why());
      }
    });
    return why;
  }
}
