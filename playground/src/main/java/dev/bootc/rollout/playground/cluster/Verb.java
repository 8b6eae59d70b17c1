package dev.bootc.rollout.playground.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be asked of {@code ./cluster}. */
enum Verb {
  UP,
  DOWN,
  /** What {@code up} starts in the background: it holds the cluster until it is told to end. */
  HOLD;

  static Optional<Verb> of(String word) {
    return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
