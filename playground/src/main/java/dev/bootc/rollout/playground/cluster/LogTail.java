package dev.bootc.rollout.playground.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows what another process has written since the last look. */
final class LogTail {
  private final Path file;
  private final PrintStream out;
  private int shown;

  LogTail(Path file, PrintStream out) {
    this.file = file;
    this.out = out;
  }

  void show() {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      out.print(text.substring(shown));
      out.flush();
      shown = text.length();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
