package dev.bootc.rollout.activities.cluster;

import java.time.Duration;

/**
 * The pause that a component of Kubernetes may make at most before it tries its watch again. Each
 * attempt that fails doubles it, also one of the next outage, unless two quiet minutes lie between;
 * each is stretched by chance up to twice its length. So client-go's reflectors do.
 *
 * @param next that is made after the next attempt, before it is stretched
 */
record LongestPause(Duration next) {
  private static final Duration SHORTEST = Duration.ofMillis(800);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Of one that has had no reason to pause lately. */
  static final LongestPause NONE_YET = new LongestPause(SHORTEST);

  /** Of one of which nobody knows what it has been through. */
  static final LongestPause UNKNOWN = new LongestPause(LONGEST);

  /** Once no attempt has succeeded for that time. */
  LongestPause afterOutageOf(Duration lasted) {
    Duration pause = next;
    Duration tried = Duration.ZERO;
    while (tried.plus(pause).compareTo(lasted) <= 0 && pause.compareTo(LONGEST) < 0) {
      tried = tried.plus(pause);
      pause = pause.multipliedBy(2);
    }
    Duration doubled = pause.multipliedBy(2);
    return new LongestPause(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
  }

  /** How long it may still pause at the end of an outage of that time. */
  Duration atTheEndOfOutageOf(Duration lasted) {
    Duration stretched = afterOutageOf(lasted).next();
    return stretched.compareTo(LONGEST) < 0 ? stretched : LONGEST.multipliedBy(2);
  }
}
