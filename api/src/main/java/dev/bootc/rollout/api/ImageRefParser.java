package dev.bootc.rollout.api;

import java.util.regex.Pattern;

/** The grammar of distribution references. */
final class ImageRefParser {
  private static final Pattern HOST =
      Pattern.compile("(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:))(:[0-9]+)?");
  private static final Pattern PATH =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  private ImageRefParser() {}

  static ImageRef parse(String text) {
    int at = text.indexOf('@');
    String beforeDigest = at < 0 ? text : text.substring(0, at);
    int slash = beforeDigest.indexOf('/');
    if (slash < 0 || !HOST.matcher(beforeDigest.substring(0, slash)).matches()) {
      throw new ImageRef.Malformed(
          "\""
              + shorten(text)
              + "\" is not fully qualified: begin with the registry's host, as in registry.example.com/os/node@sha256:…");
    }
    int colon = beforeDigest.indexOf(':', slash);
    String name = colon < 0 ? beforeDigest : beforeDigest.substring(0, colon);
    if (!PATH.matcher(name.substring(slash + 1)).matches()) {
      throw new ImageRef.Malformed(
          "\""
              + shorten(text)
              + "\" has a malformed repository name: use lower-case letters, digits and single separators . _ - /");
    }
    String tag = colon < 0 ? "" : beforeDigest.substring(colon + 1);
    if (colon >= 0 && !TAG.matcher(tag).matches()) {
      throw new ImageRef.Malformed(
          "\""
              + shorten(text)
              + "\" has a malformed tag: use letters, digits, . _ - and at most 128 characters");
    }
    if (at >= 0) {
      String digest = text.substring(at + 1);
      if (!ImageDigest.isValid(digest)) {
        throw new ImageRef.Malformed(
            "\""
                + shorten(text)
                + "\" has a malformed digest: it must be @sha256: and 64 lower-case hexadecimal digits");
      }
      return new ImageRef.Pinned(name, new ImageDigest(digest));
    }
    if (tag.isEmpty()) {
      throw new ImageRef.Malformed(
          "\""
              + shorten(text)
              + "\" has neither tag nor digest: add :tag or @sha256:<64 hexadecimal digits>");
    }
    return new ImageRef.Tagged(name, tag);
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
