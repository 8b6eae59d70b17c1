package dev.bootc.rollout.workflows.simulation;

import java.util.Locale;

/** Images that differ by a number. */
final class Images {
  private Images() {}

  static String digest(int number) {
    return "sha256:" + String.format(Locale.ROOT, "%012x", number) + "0".repeat(52);
  }

  static String image(int number) {
    return "registry.example/os@" + digest(number);
  }

  /** The digest behind the {@code @}. */
  static String digestIn(String image) {
    return image.substring(image.indexOf('@') + 1);
  }

  /** Twelve digits tell them apart. */
  static String shortText(String digest) {
    return digest.substring(7, 19);
  }
}
