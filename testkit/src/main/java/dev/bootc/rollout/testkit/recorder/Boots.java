package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfNode;

/** Tells a new boot by the boot ID. An empty one proves nothing. */
final class Boots {

  private Boots() {}

  static boolean between(OfNode before, OfNode now) {
    return !before.bootId().isEmpty()
        && !now.bootId().isEmpty()
        && !before.bootId().equals(now.bootId());
  }
}
