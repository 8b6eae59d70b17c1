package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import java.util.Objects;
import java.util.Optional;

/** The digest that verbs are about: that of the spec as it is, and of no earlier one. */
final class Target {
  private static final String ALGORITHM = "sha256:";
  private static final int FEWEST_DIGITS = 12;

  private Target() {}

  /** Why nothing can be said of it; empty where there is one. */
  static Optional<String> missing(BootcNodePool pool) {
    if (PoolFacts.status(pool).targetDigest() == null) {
      return Optional.of(
          "no operator has said yet what the pool asks for (status.targetDigest is empty)");
    }
    return PoolFacts.isObserved(pool)
        ? Optional.empty()
        : Optional.of(
            "no operator has looked at the spec as it is now, so what it asks for is not known");
  }

  static String of(BootcNodePool pool) {
    return Objects.requireNonNullElse(PoolFacts.status(pool).targetDigest(), "");
  }

  /** Whether a person means it, by all its digits or by the first twelve at least. */
  static boolean isMeant(String written, String target) {
    String digits = written.startsWith(ALGORITHM) ? written.substring(ALGORITHM.length()) : written;
    return ImageDigest.isValid(target)
        && digits.length() >= FEWEST_DIGITS
        && target.startsWith(ALGORITHM + digits);
  }
}
