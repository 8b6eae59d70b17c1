package dev.bootc.rollout.plugin.progress;

import dev.bootc.rollout.plugin.view.PoolView;

/** Where a rollout is, in one line. */
public final class ProgressLine {
  private static final int BAR = 20;

  private ProgressLine() {}

  /** Without anything that changes by itself, so that a line that is new tells something new. */
  public static String of(PoolView pool) {
    if (!pool.observed()) {
      return PoolView.NOT_OBSERVED + ": the spec as it is now was not looked at yet";
    }
    String phase = pool.phase().isEmpty() ? PoolView.NOT_OBSERVED : pool.phase();
    return pool.message().isEmpty()
        ? "%s: %d/%d updated".formatted(phase, pool.updated(), pool.nodes())
        : phase + ": " + pool.message();
  }

  /** Such as {@code [######..............]}. */
  public static String bar(PoolView pool) {
    int done =
        pool.nodes() == 0 || !pool.observed()
            ? 0
            : Math.min(BAR, pool.updated() * BAR / pool.nodes());
    return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "]";
  }
}
