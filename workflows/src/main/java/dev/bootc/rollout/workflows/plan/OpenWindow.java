package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.window.WindowOverride;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the pool's windows let nodes be started at this moment. Says nothing about nodes that are
 * in flight: they are finished, whatever closes.
 *
 * @param closed whether none may be started
 * @param until when that changes by time alone; empty where it never does
 * @param closedText why a node waits while it is closed
 * @param overrideText who overrides the windows, or tried to in vain; empty where nobody does
 */
record OpenWindow(boolean closed, Optional<Instant> until, String closedText, String overrideText) {
  private static final OpenWindow ALWAYS = new OpenWindow(false, Optional.empty(), "", "");

  static OpenWindow of(Situation situation, Instant now) {
    Windows asked = situation.target().windows();
    if (asked == null) {
      return ALWAYS;
    }
    Windows windows = asked.expecting(() -> NodeDurations.usual(situation.nodes()));
    Windows.Now answer = windows.at(now);
    Optional<WindowOverride> override = windows.override(now);
    Optional<Instant> until =
        Stream.concat(
                answer.until().stream(),
                override.flatMap(written -> Optional.ofNullable(written.until())).stream())
            .min(Instant::compareTo);
    return new OpenWindow(
        !answer.open(),
        until,
        answer.open() ? "" : closedText(windows, answer),
        override.map(written -> Wording.oneLine(written.text())).orElse(""));
  }

  private static String closedText(Windows windows, Windows.Now closed) {
    String expected = windows.expectedUpdate().toSeconds() + " s";
    return closed
        .until()
        .map(opens ->
            "no window is open for the %s of an update: the next opens at %s"
                .formatted(expected, opens))
        .orElseGet(() ->
            "no window is ever open for the %s of an update: see spec.rollout.windows"
                .formatted(expected));
  }
}
