package dev.bootc.rollout.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that its pool leaves out, because a look at it has shown that it can never be drained.
 * Kept on the BootcNode, so that an empty Temporal does not make anybody forget it; any edit of the
 * pool makes it worth another look, and so does time.
 *
 * @param at when it was looked at
 * @param generation of the pool that it was looked at for
 * @param why with the mend
 */
public record LeftOut(Instant at, long generation, String why) {
  /** What holds a pod is somebody else's, who tells nobody when it is mended. */
  public static final Duration HOLDS_FOR = Duration.ofMinutes(5);

  /** A mark of a replica whose clock is ahead of ours by more than this is not believed. */
  private static final Duration AHEAD_BY = Duration.ofMinutes(1);

  /** As stored in the annotation; empty for a text that was not written by us. */
  public static Optional<LeftOut> parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", 3);
    try {
      return parts.length == 3
          ? Optional.of(new LeftOut(Instant.parse(parts[0]), Long.parseLong(parts[1]), parts[2]))
          : Optional.empty();
    } catch (DateTimeException | NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** As stored in the annotation. */
  public String text() {
    return at + " " + generation + " " + why;
  }

  /** When it is to be looked at again. */
  public Instant until() {
    return at.plus(HOLDS_FOR);
  }

  /** Whether it is still to be believed. */
  public boolean holds(Instant now) {
    return now.isBefore(until()) && at.isBefore(now.plus(AHEAD_BY));
  }
}
