package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageRef;

/**
 * Where it is asked what a tag means.
 *
 * @param ref what is asked for, as users know it
 * @param at under which name it is asked for; the same without a mirror
 */
record Destination(ImageRef.Tagged ref, ImageRef.Tagged at) {

  static Destination itself(ImageRef.Tagged ref) {
    return new Destination(ref, ref);
  }

  boolean isMirror() {
    return !at.equals(ref);
  }

  /** Who is asked, in words. */
  String asked() {
    String host = RegistryAddress.host(at);
    return isMirror()
        ? host
            + " (the mirror of %s, and nobody else is asked)".formatted(RegistryAddress.host(ref))
        : host;
  }
}
