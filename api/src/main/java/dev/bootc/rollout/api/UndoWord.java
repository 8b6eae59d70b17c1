package dev.bootc.rollout.api;

import java.util.Optional;

/**
 * Somebody's word on a pool that an image is bad, as the annotation {@link BootcApi#UNDO}: a
 * digest, and behind a blank whatever they want to say. It is about a pool that asks for that
 * digest, and about no other.
 *
 * @param digest as it was written; a text that is no digest is about nothing
 * @param why for humans; may be empty
 * @param by the name under which it was written, which proves nothing of who did
 */
public record UndoWord(String digest, String why, String by) {
  private static final int LONGEST_DIGEST = 80;
  private static final int LONGEST = 160;
  private static final int LONGEST_NAME = 120;

  /** Cut, however it comes: what is written must be what is read. */
  public UndoWord {
    digest = ForeignText.line(digest, LONGEST_DIGEST);
    why = ForeignText.line(why, LONGEST);
    by = ForeignText.line(by, LONGEST_NAME);
  }

  /** The one on a pool; empty where nobody has said anything. */
  public static Optional<UndoWord> on(BootcNodePool pool) {
    return WrittenAnnotation.of(pool, BootcApi.UNDO).map(UndoWord::of);
  }

  /** What a person has said by that annotation. */
  public static UndoWord of(WrittenAnnotation written) {
    // The chart's policy reads the digest from the beginning, and so does this.
    String[] parts = written.value().split("\\s+", 2);
    return new UndoWord(parts[0], parts.length < 2 ? "" : parts[1], written.signature());
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
    return "kubectl annotate bnp %s --overwrite %s=\"%s <why>\""
        .formatted(pool, BootcApi.UNDO, digest);
  }
}
