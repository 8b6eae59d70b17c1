package dev.bootc.rollout.testkit.host.bootc;

import java.io.PrintStream;

/** Where a command prints to. */
public record Output(PrintStream standard, PrintStream errors) {

  void line(String text) {
    standard.print(text + "\n");
    standard.flush();
  }

  void text(String text) {
    standard.print(text);
    standard.flush();
  }

  void error(String text) {
    errors.print(text + "\n");
    errors.flush();
  }
}
