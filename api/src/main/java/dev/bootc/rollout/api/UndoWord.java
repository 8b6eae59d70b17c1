package dev.bootc.rollout.api;

import java.util.Optional;

/**
 * Somebody's word on a pool that an image is bad, as the annotation {@link BootcApi#UNDO}: a
 * digest, and behind a blank whatever they want to say. It is about a pool that asks for that
 * digest, and about no other.
 *
 * @param digest as it was written; a text that is no digest is about nothing
 * @param why for humans; may be empty
 * @param by who wrote it, as Kubernetes noted it
 */
public record UndoWord(String digest, String why, String by) {
  private static final int LONGEST_DIGEST = 80;
  private static final int LONGEST = 160;
  private static final int LONGEST_NAME = 120;

  /** The one on a pool; empty where nobody has said anything. */
  public static Optional<UndoWord> on(BootcNodePool pool) {
    return WrittenAnnotation.of(pool, BootcApi.UNDO).map(UndoWord::of);
  }

  private static UndoWord of(WrittenAnnotation written) {
    String[] parts = written.value().strip().split("\\s+", 2);
    return new UndoWord(
        ForeignText.line(parts[0], LONGEST_DIGEST),
        parts.length < 2 ? "" : ForeignText.line(parts[1], LONGEST),
        ForeignText.line(written.by(), LONGEST_NAME));
  }

  /** Whether a pool that asks for that digest is to go back. */
  public boolean isAbout(ImageDigest asked) {
    return digest.equals(asked.text());
  }

  /** Whether it can be about anything. */
  public boolean namesADigest() {
    return ImageDigest.isValid(digest);
  }

  /** What was said, so that the same word is known again. */
  public String text() {
    return why.isEmpty() ? digest : digest + " " + why;
  }

  /** For humans. */
  public String whyAndWho() {
    return why.isEmpty() ? "by " + by : why + ", by " + by;
  }

  /** How a person says it with kubectl. */
  public static String command(String pool, String digest) {
    return "kubectl annotate bnp %s --overwrite %s=\"%s why\""
        .formatted(pool, BootcApi.UNDO, digest);
  }
}
