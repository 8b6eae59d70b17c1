package dev.bootc.rollout.api;

import java.util.regex.Pattern;

/**
 * The grammar of distribution references. Whatever it accepts can be given to a host command as an
 * argument: it never begins with a dash, and holds no space, control character or quote.
 */
final class ImageRefParser {
  /**
   * As the distribution project limits it; also keeps the expressions below from deep recursion.
   */
  private static final int LONGEST_NAME = 255;

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";
  private static final Pattern HOST =
      Pattern.compile(
          "(localhost|%1$s(\\.%1$s)+|%1$s(?=:)|\\[[0-9A-Fa-f:]+])(:[0-9]+)?".formatted(LABEL));
  private static final String SEGMENT = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern PATH = Pattern.compile("%1$s(/%1$s)*".formatted(SEGMENT));
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  private final String text;

  private ImageRefParser(String text) {
    this.text = text;
  }

  static ImageRef parse(String text) {
    return new ImageRefParser(text).parse();
  }

  private ImageRef parse() {
    int at = text.indexOf('@');
    String beforeDigest = at < 0 ? text : text.substring(0, at);
    int slash = beforeDigest.indexOf('/');
    int colon = slash < 0 ? -1 : beforeDigest.indexOf(':', slash);
    String name = colon < 0 ? beforeDigest : beforeDigest.substring(0, colon);
    checkName(name, slash);
    String tag = colon < 0 ? "" : beforeDigest.substring(colon + 1);
    if (colon >= 0 && !TAG.matcher(tag).matches()) {
      throw malformed("has a malformed tag: use letters, digits, . _ - and at most 128 characters");
    }
    if (at >= 0) {
      return new ImageRef.Pinned(name, digest(text.substring(at + 1)));
    }
    if (tag.isEmpty()) {
      throw malformed("has neither tag nor digest: add :tag or @sha256:<64 hexadecimal digits>");
    }
    return new ImageRef.Tagged(name, tag);
  }

  private void checkName(String name, int slash) {
    if (name.length() > LONGEST_NAME) {
      throw malformed(
          "has a name of %d characters: use at most %d".formatted(name.length(), LONGEST_NAME));
    }
    if (slash < 0 || !HOST.matcher(name.substring(0, slash)).matches()) {
      throw malformed(
          "is not fully qualified: begin with the registry's host, as in registry.example.com/os/node@sha256:…");
    }
    if (!PATH.matcher(name.substring(slash + 1)).matches()) {
      throw malformed(
          "has a malformed repository name: use lower-case letters, digits and single separators . _ - /");
    }
  }

  private ImageDigest digest(String digest) {
    if (!ImageDigest.isValid(digest)) {
      throw malformed(
          "has a malformed digest: it must be @sha256: and 64 lower-case hexadecimal digits");
    }
    return new ImageDigest(digest);
  }

  private ImageRef.Malformed malformed(String complaint) {
    return new ImageRef.Malformed("\"" + Quotation.of(text) + "\" " + complaint);
  }
}
