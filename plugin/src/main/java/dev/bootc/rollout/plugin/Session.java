package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.text.Terminal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/** Where a verb prints, and what time it is. */
record Session(PrintStream out, PrintStream errors, Terminal terminal, Clock clock) {

  void print(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }
}
