package dev.bootc.rollout.api;

import java.util.Optional;

/**
 * {@code sha256:} and 64 lower-case hexadecimal digits.
 *
 * @param text the whole digest with its algorithm
 */
public record ImageDigest(String text) {
  private static final String ALGORITHM = "sha256:";
  private static final int LENGTH = ALGORITHM.length() + 64;

  public ImageDigest {
    if (!isValid(text)) {
      throw new IllegalArgumentException(
          "not a digest: \""
              + Quotation.of(text)
              + "\"; it must be sha256: and 64 lower-case hexadecimal digits");
    }
  }

  /** Without a regular expression: it is asked of every node at every look, and that shows. */
  public static boolean isValid(String text) {
    if (text.length() != LENGTH || !text.startsWith(ALGORITHM)) {
      return false;
    }
    for (int at = ALGORITHM.length(); at < LENGTH; at++) {
      char digit = text.charAt(at);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }

  /**
   * The digest behind the {@code @} of a pull specification; empty where there is none or it is
   * malformed.
   */
  public static Optional<ImageDigest> in(String pullSpec) {
    int at = pullSpec.lastIndexOf('@');
    return at >= 0 && isValid(pullSpec.substring(at + 1))
        ? Optional.of(new ImageDigest(pullSpec.substring(at + 1)))
        : Optional.empty();
  }

  /** The first 12 digits, for lines that humans read. */
  public String shortText() {
    return text.substring(ALGORITHM.length(), ALGORITHM.length() + 12);
  }
}
