package dev.bootc.rollout.agent.host;

import java.util.List;
import java.util.Optional;

/** Picks the telling line out of a unit's journal. */
final class Journal {
  private Journal() {}

  /** The last line that begins with {@code error:}, else the last line. */
  static Optional<String> lastError(String journal) {
    List<String> lines =
        journal.lines().map(String::strip).filter(line -> !line.isEmpty()).toList().reversed();
    return lines.stream()
        .filter(line -> line.startsWith("error:"))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .map(Redaction::of);
  }
}
