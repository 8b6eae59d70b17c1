package dev.bootc.rollout.workflows.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the nodes of a pool may be started; see {@link dev.bootc.rollout.api.WindowsSpec}.
 *
 * @param open any of which may be open; none means always
 * @param except when none counts
 * @param expectedUpdate how long a node needs: it is started only where that ends before the close
 * @param override present while somebody has written one, also where it is over
 * @param measured whether {@code expectedUpdate} is only what holds until nodes were measured
 */
public record Windows(
    List<Window> open,
    List<Blackout> except,
    Duration expectedUpdate,
    @Nullable WindowOverride override,
    boolean measured) {
  /** Beyond this nobody waits, and a day in a leap year has come. */
  private static final Duration FARTHEST = Duration.ofDays(9 * 366);

  /** Openings that are looked at for one that is long enough. */
  private static final int MOST_LOOKS = 400;

  /** What is open for longer is asked for again. */
  private static final Duration LOOKED_AHEAD = Duration.ofHours(1);

  public Windows {
    open = List.copyOf(open);
    except = List.copyOf(except);
  }

  /** The same, and what somebody wrote about them. */
  public Windows overriddenBy(@Nullable WindowOverride other) {
    return new Windows(open, except, expectedUpdate, other, measured);
  }

  /** The same where nodes were measured, unless the pool says itself how long they need. */
  public Windows expecting(Supplier<Optional<Duration>> usual) {
    return measured
        ? usual
            .get()
            .map(longest -> new Windows(open, except, longest, override, true))
            .orElse(this)
        : this;
  }

  /**
   * Whether a node may be started at a moment.
   *
   * @param open whether one that is started then is expected to end before the close
   * @param until how long this answer holds; absent where it always will
   */
  public record Now(boolean open, Optional<Instant> until) {}

  /** What holds at that moment. */
  public Now at(Instant time) {
    Instant close = openUntil(time);
    boolean fits = fits(time, close);
    return fits ? new Now(true, Optional.of(tooLate(close))) : new Now(false, opensAfter(time));
  }

  /** The override, where it still lasts or has to be mended. */
  public Optional<WindowOverride> override(Instant time) {
    return Optional.ofNullable(override)
        .filter(written -> written.until() == null || !written.isOverAt(time));
  }

  private boolean fits(Instant begin, Instant close) {
    return begin.isBefore(close) && !begin.plus(expectedUpdate).isAfter(close);
  }

  /** An update that takes no time begins before the close all the same. */
  private Instant tooLate(Instant close) {
    return expectedUpdate.isZero() ? close : close.minus(expectedUpdate).plusNanos(1);
  }

  /** When a node can be started next, after {@code time}; empty where it never can. */
  Optional<Instant> opensAfter(Instant time) {
    Instant farthest = time.plus(FARTHEST);
    Instant looked = time;
    for (int i = 0; i < MOST_LOOKS; i++) {
      Optional<Instant> next = nextChange(looked).filter(change -> change.isBefore(farthest));
      if (next.isEmpty() || fits(next.get(), openUntil(next.get()))) {
        return next;
      }
      looked = next.get();
    }
    return Optional.empty();
  }

  /** When a window opens or a blackout ends, first of all; what opens in a blackout does not. */
  private Optional<Instant> nextChange(Instant time) {
    Optional<Instant> blackoutEnds =
        except.stream()
            .filter(blackout -> blackout.isAt(time))
            .map(Blackout::ends)
            .max(Instant::compareTo);
    if (blackoutEnds.isPresent()) {
      return blackoutEnds;
    }
    return Stream.concat(
            open.stream().flatMap(window -> window.opensAfter(time).stream()),
            except.stream().map(Blackout::ends).filter(time::isBefore))
        .min(Instant::compareTo);
  }

  /**
   * Until when it is open without a break, as far as anybody asks; the same time where it is not.
   */
  private Instant openUntil(Instant time) {
    Instant enough = time.plus(expectedUpdate).plus(LOOKED_AHEAD);
    Instant end = time;
    while (end.isBefore(enough)) {
      Instant next = openOnUntil(end, enough);
      if (!next.isAfter(end)) {
        return end;
      }
      end = next;
    }
    return end;
  }

  private Instant openOnUntil(Instant time, Instant enough) {
    Instant overridden = override == null ? null : override.until();
    if (overridden != null && time.isBefore(overridden)) {
      return overridden;
    }
    if (except.stream().anyMatch(blackout -> blackout.isAt(time))) {
      return time;
    }
    Instant close =
        open.isEmpty()
            ? enough
            : open.stream()
                .flatMap(window -> window.openUntil(time).stream())
                .max(Instant::compareTo)
                .orElse(time);
    return except.stream()
        .map(Blackout::begins)
        .filter(begin -> begin.isAfter(time) && begin.isBefore(close))
        .min(Instant::compareTo)
        .orElse(close);
  }
}
