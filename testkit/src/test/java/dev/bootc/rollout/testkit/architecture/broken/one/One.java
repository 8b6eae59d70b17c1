package dev.bootc.rollout.testkit.architecture.broken.one;

import dev.bootc.rollout.testkit.architecture.broken.two.Two;

/** One half of a cycle of packages. */
public final class One {
  public Two other() {
    return new Two();
  }
}
