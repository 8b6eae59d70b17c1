package dev.bootc.rollout.plugin;

import dev.bootc.rollout.plugin.text.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The process that kubectl becomes for {@code kubectl bootc}. */
public final class KubectlBootcMain {
  /** Only the launcher can tell cheaply whether the output is a terminal. */
  private static final String IS_TERMINAL = "bootc.rollout.plugin.terminal";

  private KubectlBootcMain() {}

  public static void main(String[] arguments) {
    // Nothing is logged: what there is to say is on the output, and the library would say it twice.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    int code =
        run(
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            Terminal.of(Boolean.getBoolean(IS_TERMINAL), System.getenv()),
            arguments);
    // Threads of the HTTP client would keep the process for a while.
    Runtime.getRuntime().halt(code);
  }

  /** The same in a process that goes on, where what is printed is no terminal's. */
  public static int run(PrintStream out, PrintStream errors, String... arguments) {
    return run(out, errors, Terminal.NONE, arguments);
  }

  private static int run(
      PrintStream out, PrintStream errors, Terminal terminal, String... arguments) {
    int code = KubectlBootc.run(new Session(out, errors, terminal, Clock.systemUTC()), arguments);
    out.flush();
    errors.flush();
    return code;
  }

  /** As kubectl does it, whatever the locale. */
  private static PrintStream utf8(FileDescriptor where) {
    return new PrintStream(new FileOutputStream(where), false, StandardCharsets.UTF_8);
  }
}
