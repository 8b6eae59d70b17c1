package dev.bootc.rollout.playground.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkout of the product that the working directory lies in. */
public final class Checkout {

  private Checkout() {}

  /**
   * Its root.
   *
   * @throws IllegalStateException where the working directory lies in none
   */
  public static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
      if (Files.isDirectory(candidate.resolve("charts/bootc-rollout"))) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        start + " is not in a checkout of bootc-rollout: run this in one");
  }

  /** What kubectl looks for on PATH to run {@code kubectl bootc}, and to complete it. */
  public static List<Path> pluginPrograms() {
    Path programs = root().resolve("bin");
    return List.of(programs.resolve("kubectl-bootc"), programs.resolve("kubectl_complete-bootc"));
  }
}
