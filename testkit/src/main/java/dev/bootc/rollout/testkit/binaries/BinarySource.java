package dev.bootc.rollout.testkit.binaries;

import java.io.IOException;
import java.nio.file.Path;

/** One way to get at a server's binary. */
interface BinarySource {

  /**
   * Looks for the binary. Not having it is an answer, not an error: the next source is asked then.
   */
  Attempt find(Server server) throws IOException, InterruptedException;

  sealed interface Attempt {}

  record Found(Path binary) implements Attempt {}

  /** {@code why} is shown to the user when no other source has the binary either. */
  record Missed(String why) implements Attempt {}
}
