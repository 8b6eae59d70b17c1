package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.WrittenAnnotation;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is written down of the last update of a node that succeeded. */
public final class LastUpdate {
  /** What people write instead is none. */
  private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{0,11}");

  private LastUpdate() {}

  /** How long the node held its slot; empty where nobody has written that. */
  public static Optional<Duration> took(BootcNode node) {
    return Optional.ofNullable(WrittenAnnotation.valueOn(node, BootcApi.LAST_UPDATE_TOOK))
        .filter(MILLIS.asMatchPredicate())
        .map(Long::parseLong)
        .map(Duration::ofMillis);
  }
}
