package dev.bootc.rollout.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word on a BootcNode, as the annotation {@link BootcApi#SKIP}: a digest, and behind a
 * blank whatever they want to say. The node is left as it is in the rollout of that digest, and of
 * no other.
 *
 * @param digest as it was written; a text that is no digest is about nothing
 * @param why who and why, for humans; may be empty
 */
public record SkipMark(String digest, String why) {
  private static final int LONGEST = 200;

  /** As it is stored in the annotation; empty where there is none. */
  public static Optional<SkipMark> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String[] parts = text.strip().split("\\s+", 2);
    return Optional.of(
        new SkipMark(parts[0], parts.length < 2 ? "" : ForeignText.line(parts[1], LONGEST)));
  }

  /** As it is stored. */
  public String text() {
    return why.isEmpty() ? digest : digest + " " + why;
  }

  /** Whether the node is skipped where that digest is rolled out. */
  public boolean isAbout(String rolledOut) {
    return digest.equals(rolledOut);
  }

  /** Whether it can be about anything. */
  public boolean namesADigest() {
    return ImageDigest.isValid(digest);
  }
}
