package dev.bootc.rollout.api;

/**
 * A fully qualified image reference. Exactly one of tag and digest decides; a reference with both
 * is pinned by its digest and its tag is dropped, because bootc prunes images whose pull
 * specification carries both (host contract, switch semantics).
 */
public sealed interface ImageRef {

  /** {@code host[:port]/path}, without tag and digest. */
  String name();

  /** {@code name@sha256:…}. */
  record Pinned(String name, ImageDigest digest) implements ImageRef {
    @Override
    public String toString() {
      return name + "@" + digest.text();
    }
  }

  /** {@code name:tag}. */
  record Tagged(String name, String tag) implements ImageRef {
    @Override
    public String toString() {
      return name + ":" + tag;
    }
  }

  /** Why a text is no reference, and how to mend it. */
  final class Malformed extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * Reads {@code host/name:tag} or {@code host/name@sha256:…}.
   *
   * @throws Malformed for short names, upper case, malformed tags or digests; the message names the
   *     value and the mend
   */
  static ImageRef parse(String text) {
    return ImageRefParser.parse(text);
  }

  /** Whether that reads as a reference by tag. */
  static boolean isTag(String text) {
    try {
      return parse(text) instanceof Tagged;
    } catch (Malformed unreadable) {
      return false;
    }
  }
}
