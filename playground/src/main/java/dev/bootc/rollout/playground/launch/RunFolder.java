package dev.bootc.rollout.playground.launch;

import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of one run of a program, with its logs. It is deleted at the end unless somebody wants
 * to look into it.
 */
public final class RunFolder implements AutoCloseable {

  private final Path path;
  private volatile boolean kept;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** A new folder; from now on this program logs into a file in it. */
  public static RunFolder create(String program) {
    try {
      Path path = Files.createTempDirectory("bootc-rollout-" + program + "-");
      // The logging configuration reads it, so this comes before the first logger.
      System.setProperty("bootc.rollout.playground.log", path.resolve(program + ".log").toString());
      return new RunFolder(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Leaves it when the program ends. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() {
    if (kept) {
      return;
    }
    try {
      Folders.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
