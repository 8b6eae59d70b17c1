package dev.bootc.rollout.playground.launch;

import java.util.function.Consumer;
import java.util.function.Function;

/** One run of a program in its folder. */
public final class ProgramRun {

  private ProgramRun() {}

  /**
   * Does the work and closes in the end what it has started, the folder last. Where it fails, the
   * folder is left and the user told where it is.
   *
   * @param say tells the user
   */
  public static <T> T in(RunFolder folder, Consumer<String> say, Function<Started, T> work) {
    try (Started started = new Started(() -> say.accept("stopping everything"))) {
      started.add(folder);
      try {
        return work.apply(started);
      } catch (RuntimeException e) {
        if (started.isInterrupted()) {
          // What fails while everything is being stopped is no news; the JVM ends by itself.
          Waiting.forEver();
        }
        folder.keep();
        say.accept("failed, logs are in " + folder.path());
        throw e;
      }
    }
  }
}
