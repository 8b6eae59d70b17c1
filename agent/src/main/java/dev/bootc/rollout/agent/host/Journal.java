package dev.bootc.rollout.agent.host;

import java.util.List;
import java.util.Optional;

/** Picks the telling line out of a unit's journal. */
final class Journal {
  private Journal() {}

  /** The last line that begins with {@code error:}, else the last line. */
  static Optional<String> lastError(String journal) {
    return error(journal).or(() -> newestFirst(journal).stream().findFirst().map(Redaction::of));
  }

  /** The last line that begins with {@code error:}; systemd's own words are none. */
  static Optional<String> error(String journal) {
    return newestFirst(journal).stream()
        .filter(line -> line.startsWith("error:"))
        .findFirst()
        .map(Redaction::of);
  }

  private static List<String> newestFirst(String journal) {
    return journal.lines().map(String::strip).filter(line -> !line.isEmpty()).toList().reversed();
  }
}
