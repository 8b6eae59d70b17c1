package dev.bootc.rollout.testkit.architecture.broken.timing;

import java.time.Instant;

final class Reader {
  private Reader() {}

  static Instant read(String text) {
    return Instant.parse(text);
  }
}
