package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import dev.bootc.rollout.plugin.text.Terminal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/** Where a verb prints, and what time it is. */
record Session(PrintStream out, PrintStream errors, Terminal terminal, Clock clock) {
  /** What others wrote is among it, so nothing passes that does something to a terminal. */
  void print(List<String> lines) {
    lines.forEach(line -> out.println(terminal.clean(line)));
    awaitReader();
  }

  /** One line of what went wrong. */
  void complain(String line) {
    errors.println("kubectl bootc: " + Terminal.NONE.clean(line));
  }

  /** Ends where nobody reads any more, as in {@code | head -1}. */
  void awaitReader() {
    if (out.checkError()) {
      throw new Problem(ExitCode.FAILED, "nobody reads the output any more");
    }
  }
}
