package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.WrittenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Since when a node is drained, and for which digest. It is kept on the BootcNode, so that neither
 * a restart nor a pod that comes back lets the time of a drain begin anew; another image does.
 *
 * @param digest {@code sha256:…}
 */
public record DrainSince(Instant at, String digest) {
  /** A mark of a replica whose clock is ahead of ours by more than this is not believed. */
  private static final Duration AHEAD_BY = Duration.ofMinutes(1);

  /** As stored in the annotation; empty for a text that was not written by us. */
  public static Optional<DrainSince> parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", 2);
    return parts.length == 2
        ? WrittenTime.read(parts[0]).map(at -> new DrainSince(at, parts[1]))
        : Optional.empty();
  }

  /** As stored in the annotation. */
  public String text() {
    return at + " " + digest;
  }

  /**
   * From when the drain for that digest counts.
   *
   * @param marked what is on the BootcNode; absent where nothing is
   * @param slotSince when the slot was taken; absent where that is unknown
   */
  public static DrainSince counting(
      @Nullable DrainSince marked, @Nullable Instant slotSince, String digest, Instant now) {
    if (marked != null) {
      return marked.digest().equals(digest) && isPast(marked.at(), now)
          ? marked
          : new DrainSince(now, digest);
    }
    return new DrainSince(slotSince != null && isPast(slotSince, now) ? slotSince : now, digest);
  }

  private static boolean isPast(Instant mark, Instant now) {
    return mark.isBefore(now.plus(AHEAD_BY));
  }
}
