package dev.bootc.rollout.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code sha256:} and 64 lower-case hexadecimal digits.
 *
 * @param text the whole digest with its algorithm
 */
public record ImageDigest(String text) {
  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

  public ImageDigest {
    if (!isValid(text)) {
      throw new IllegalArgumentException(
          "not a digest: \""
              + Quotation.of(text)
              + "\"; it must be sha256: and 64 lower-case hexadecimal digits");
    }
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
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
    return text.substring("sha256:".length(), "sha256:".length() + 12);
  }
}
