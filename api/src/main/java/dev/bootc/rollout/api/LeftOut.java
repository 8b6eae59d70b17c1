package dev.bootc.rollout.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that its pool leaves out, because a look before its slot has spoken against it: it can
 * never be drained, or a gate does not hold. Kept on the BootcNode, so that an empty Temporal does
 * not make anybody forget it; any edit of the pool makes it worth another look, and so does time.
 *
 * @param since when a look spoke against it first
 * @param until when it is to be looked at again: what is in the way is somebody else's, who tells
 *     nobody when it is mended
 * @param generation of the pool that it was looked at for
 * @param byGate whether a gate does not hold, which may be so for all nodes; else it is about the
 *     pods of this one
 * @param why with the mend
 */
public record LeftOut(Instant since, Instant until, long generation, boolean byGate, String why) {
  /** How long a node that can never be drained is left alone. */
  public static final Duration HOLDS_FOR = Duration.ofMinutes(5);

  /** A mark of a replica whose clock is ahead of ours by more than this is not believed. */
  private static final Duration AHEAD_BY = Duration.ofMinutes(1);

  private static final int SLOWER_BY = 10;
  private static final int PARTS = 5;
  private static final String GATE = "gate";
  private static final String DRAIN = "drain";

  /** Of a node that can never be drained, as a look at that moment has shown. */
  public static LeftOut undrainable(Instant now, long generation, String why) {
    return new LeftOut(now, now.plus(HOLDS_FOR), generation, false, why);
  }

  /** Of a node before which a gate does not hold, to be asked again after that time. */
  public static LeftOut byGate(Instant now, Duration interval, long generation, String why) {
    return new LeftOut(now, now.plus(interval), generation, true, why);
  }

  /** As stored in the annotation; empty for a text that was not written by us. */
  public static Optional<LeftOut> parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", PARTS);
    if (parts.length != PARTS || !(GATE.equals(parts[3]) || DRAIN.equals(parts[3]))) {
      return Optional.empty();
    }
    try {
      long generation = Long.parseLong(parts[2]);
      return WrittenTime.read(parts[0])
          .flatMap(since ->
              WrittenTime.read(parts[1])
                  .map(until ->
                      new LeftOut(since, until, generation, GATE.equals(parts[3]), parts[4])));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** As stored in the annotation. */
  public String text() {
    return String.join(
        " ",
        since.toString(),
        until.toString(),
        Long.toString(generation),
        byGate ? GATE : DRAIN,
        why);
  }

  /**
   * The same with the time of an earlier look that said as much of the same pool. What has lasted
   * is asked about less often: a tenth of its age, up to {@link #HOLDS_FOR}.
   */
  public LeftOut after(Optional<LeftOut> earlier) {
    return earlier
        .filter(known -> known.generation == generation && known.byGate == byGate)
        .filter(known -> known.since.isBefore(since) && since.isBefore(known.until.plus(HOLDS_FOR)))
        .map(this::since)
        .orElse(this);
  }

  private LeftOut since(LeftOut first) {
    Duration pause = Duration.between(first.since, since).dividedBy(SLOWER_BY);
    Instant slower = since.plus(pause.compareTo(HOLDS_FOR) < 0 ? pause : HOLDS_FOR);
    return new LeftOut(
        first.since, until.isBefore(slower) ? slower : until, generation, byGate, why);
  }

  /** Whether it is still to be believed. */
  public boolean holds(Instant now) {
    return now.isBefore(until) && since.isBefore(now.plus(AHEAD_BY));
  }
}
