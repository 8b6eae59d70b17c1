package dev.bootc.rollout.operator;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a standstill from a pause, by a mark that changes for as long as things move. */
final class Standstill {
  private final Duration patience;
  private final Supplier<Object> mark;
  private final LongSupplier nanoTime;
  private @Nullable Object seen;
  private long since;

  Standstill(Duration patience, Supplier<Object> mark, LongSupplier nanoTime) {
    this.patience = patience;
    this.mark = mark;
    this.nanoTime = nanoTime;
  }

  /** Empty while things move; to be asked every now and then, since only looks see movement. */
  synchronized Optional<String> problem() {
    Object now = mark.get();
    if (!Objects.equals(now, seen)) {
      seen = now;
      since = nanoTime.getAsLong();
    }
    Duration lasts = Duration.ofNanos(nanoTime.getAsLong() - since);
    return lasts.compareTo(patience) < 0
        ? Optional.empty()
        : Optional.of("has stood still for " + lasts.toSeconds() + " s");
  }
}
