package dev.bootc.rollout.playground.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * What is said of a node.
 *
 * @param runs version of the image that it runs; empty until reported
 * @param since when it came into its state
 * @param why what it waits for; may be empty
 */
record NodeLine(String node, String runs, String state, Instant since, String why) {

  private static final Pattern IMAGE = Pattern.compile("\\S+@sha256:([0-9a-f]{12})[0-9a-f]{52}");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  String text(ZoneId zone) {
    return "%-8s runs %-4s %-19s since %s  %s"
        .formatted(
            node, runs.isEmpty() ? "?" : runs, state, TIME.format(since.atZone(zone)), shorter(why))
        .stripTrailing();
  }

  /** Whole digests would push the rest off the screen. */
  private static String shorter(String text) {
    return IMAGE.matcher(text).replaceAll("$1");
  }
}
