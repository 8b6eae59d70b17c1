package dev.bootc.rollout.workflows.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a digest has to have been a pool's target before nodes reboot into it.
 *
 * @param age that long
 * @param since when it became the target; absent where nobody has said so yet
 */
public record MinimumAge(Duration age, @Nullable Instant since) {

  /** Absent where any age will do. */
  public static @Nullable MinimumAge of(@Nullable Integer seconds, @Nullable Instant since) {
    return seconds == null || seconds == 0
        ? null
        : new MinimumAge(Duration.ofSeconds(seconds), since);
  }

  /** Whether that is over; whoever wants no age has none to wait for. */
  public static boolean isReached(@Nullable MinimumAge asked, Instant now) {
    return asked == null || asked.reached().filter(time -> !now.isBefore(time)).isPresent();
  }

  /** When it is reached; empty where nobody has said since when it counts. */
  public Optional<Instant> reached() {
    return Optional.ofNullable(since).map(begin -> begin.plus(age));
  }

  /** When nodes may be started, where that is to come by itself. */
  public static Optional<Instant> until(@Nullable MinimumAge asked, Instant now) {
    return Optional.ofNullable(asked).flatMap(MinimumAge::reached).filter(now::isBefore);
  }

  /** What is waited for. */
  public String text() {
    String wanted = "image.minimumAgeSeconds is " + age.toSeconds();
    return reached()
        .map(time -> "%s: nodes are started from %s on".formatted(wanted, time))
        .orElseGet(() -> wanted + ": the operator has not said yet since when this is the target");
  }
}
