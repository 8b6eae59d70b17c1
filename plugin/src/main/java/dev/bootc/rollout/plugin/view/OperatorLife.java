package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.plugin.text.Ages;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an operator is alive, by the Lease that its leader renews: a status says only what was so
 * when somebody wrote it last.
 *
 * @param renewed when a leader was alive last; absent where nobody holds the Lease
 * @param lasts for how long that is believed
 * @param unknown why it is not known; empty where it is
 */
public record OperatorLife(@Nullable Instant renewed, Duration lasts, String unknown) {
  /** What shows more. */
  public static final String NEXT =
      "kubectl get pods -A -l"
          + " app.kubernetes.io/part-of=bootc-rollout,app.kubernetes.io/component=operator";

  /** Clocks differ, and to say it of one that lives is worse than to say it later. */
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(30);

  public static OperatorLife of(@Nullable Instant renewed, Duration lasts) {
    return new OperatorLife(renewed, lasts, "");
  }

  public static OperatorLife unknown(String why) {
    return new OperatorLife(null, Duration.ZERO, why);
  }

  boolean isKnown() {
    return unknown.isEmpty();
  }

  /** Whether none is, as far as is known. */
  public boolean isDead(Instant now) {
    return isKnown()
        && (renewed == null || now.isAfter(renewed.plus(lasts).plus(CLOCKS_DIFFER_BY)));
  }

  /** For people. */
  public String text(Instant now) {
    if (!isKnown()) {
      return "whether one is alive is not known: " + unknown;
    }
    return renewed == null
        ? "nobody holds its Lease: what stands here is what was so before"
        : "the last sign of one is of %s (%s ago): what stands here is what was so then"
            .formatted(renewed, Ages.of(Duration.between(renewed, now)));
  }
}
