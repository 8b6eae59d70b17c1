package dev.bootc.rollout.playground.e2e;

/** Images to roll between, pinned by made-up digests. */
final class Images {
  private Images() {}

  static String number(int number) {
    return "registry.example.com/os/node@" + digest(number);
  }

  static String digest(int number) {
    return "sha256:" + "%064x".formatted(number + 1);
  }
}
